public import DreyModel
public import TaskRuntime

/// How a job treats its input.
public enum RuntimeExecutionMode: String, Sendable {
  /// Records are worked on as they come, time goes on with watermarks, and operators with state per key emit every update.
  case streaming = "STREAMING"
  /// The input ends, and results are those of all of it: no record is late, what depends on order sees each key's records in
  /// order of event time, and operators with state per key emit the last value. All sources have to be bounded.
  case batch = "BATCH"
}

/// Where an application defines its jobs: sources come from here, and ``execute(_:)`` runs what was defined.
///
/// It belongs to the task that runs `main`. Several jobs may run at a time: see ``executeAsync(_:)``.
public final class StreamExecutionEnvironment {
  /// The arguments that the application was started with.
  public let arguments: ApplicationArguments
  /// The parallelism of operators that do not set their own.
  public private(set) var parallelism: Int
  /// The number of key groups, and so the highest parallelism of keyed operators; nil: as many as suit the parallelism, 128
  /// at least, or as many as the state has that a job is restored from.
  public var maxParallelism: Int? { JobSettings.maxParallelism(settingOptions) }
  /// ``RuntimeExecutionMode/streaming`` unless set.
  public var runtimeMode: RuntimeExecutionMode { (try? settingOptions.choice(.runtimeMode)) ?? .streaming }
  /// Milliseconds between the watermarks of a stream; 200 unless set.
  public var autoWatermarkInterval: Int { (try? settingOptions.milliseconds(.autoWatermarkInterval)) ?? 200 }
  /// Whether operators that only hand records on are put into one vertex; true unless disabled.
  public var isChainingEnabled: Bool { (try? settingOptions.flag(.operatorChaining)) ?? true }

  /// What applies to the jobs to come, before the cluster's own configuration.
  public private(set) var configuration = Options()

  /// The options of the cluster's own configuration that decide which graph is built.
  private let defaults: Options
  private var settingOptions: Options { configuration.merged(over: defaults) }

  let executor: any JobExecutor
  /// nil: nobody compares what functions captured.
  private let captureReader: CaptureReader?
  /// The record of the values that are part of the jobs to come, besides their operators.
  var main = MainRecord()
  private var operatorCount = 0
  private var sinks: [OperatorNode] = []
  private var executions = 0

  init(
    executor: any JobExecutor, process: ApplicationProcess, captureReader: CaptureReader? = nil
  ) throws(Failure) {
    self.executor = executor
    self.captureReader = captureReader
    arguments = ApplicationArguments(process.arguments)
    defaults = try Options(forMain: process.options)
    let text = process.defaultParallelism ?? "1"
    guard let parallelism = Int(text), parallelism > 0 else {
      throw Failure(.usage, "\(RoleEnvironment.parallelism) is '\(text)', expected a whole number of at least 1")
    }
    self.parallelism = parallelism
  }

  /// Sets the parallelism of all operators that do not set their own, also of those defined already.
  @discardableResult public func setParallelism(_ parallelism: Int) -> Self {
    self.parallelism = parallelism
    return self
  }

  /// Sets the number of key groups. Parallelism can be changed up to it without losing keyed state.
  @discardableResult public func setMaxParallelism(_ maxParallelism: Int) -> Self {
    configure(OptionKey.maxParallelism.rawValue, "\(maxParallelism)")
  }

  /// Sets how the jobs to come treat their input.
  @discardableResult public func setRuntimeMode(_ mode: RuntimeExecutionMode) -> Self {
    configure(OptionKey.runtimeMode.rawValue, mode.rawValue)
  }

  /// Sets how often streams with event time tell how far it has come.
  @discardableResult public func setAutoWatermarkInterval(_ interval: Duration) -> Self {
    configure(OptionKey.autoWatermarkInterval.rawValue, "\(max(1, interval.inMilliseconds))")
  }

  /// Gives every operator a vertex of its own, which costs a good deal of speed; meant for finding out which is slow.
  @discardableResult public func disableOperatorChaining() -> Self {
    configure(OptionKey.operatorChaining.rawValue, "false")
  }

  /// Sets an option of the jobs to come by Flink's name for it; it goes before the cluster's own configuration.
  ///
  /// A name that is not known, or a value that is none of its own, is refused when the job is executed.
  /// ```swift
  /// env.configure("restart-strategy.type", "fixed-delay")
  /// ```
  @discardableResult public func configure(_ key: String, _ value: String) -> Self {
    configuration.set(key, to: value)
    return self
  }

  /// Lets checkpoints be taken in a cluster, and jobs go on from the latest one after a failure.
  ///
  /// ```swift
  /// env.enableCheckpointing(.seconds(10))
  /// ```
  /// In a process of its own an application takes none.
  /// - Parameters:
  ///   - interval: between two checkpoints, at least ten milliseconds.
  ///   - guarantee: whether records may be counted twice after a failure.
  @discardableResult public func enableCheckpointing(
    _ interval: Duration, _ guarantee: CheckpointingMode.Guarantee = .exactlyOnce
  ) -> Self {
    configure(OptionKey.checkpointInterval.rawValue, "\(max(10, interval.inMilliseconds))")
    return configure(OptionKey.checkpointMode.rawValue, guarantee.rawValue)
  }

  /// Runs what was defined since the last call, and waits for its end.
  ///
  /// Only what leads to a sink is part of the job, as in Flink; streams that nobody uses are left out.
  /// - Throws: ``DreyModel/Failure`` where the job is invalid, failed, or was cancelled.
  @discardableResult
  public nonisolated(nonsending) func execute(_ name: String = "Drey Streaming Job") async throws -> JobResult {
    try await executeAsync(name).result()
  }

  /// Starts what was defined since the last call, and does not wait for its end.
  /// - Throws: ``DreyModel/Failure`` where the job is invalid or cannot be started.
  public func executeAsync(_ name: String = "Drey Streaming Job") throws -> JobClient {
    var settings = try JobSettings(configuration, over: defaults)
    settings.isCluster = !(executor is LocalExecutor)
    configuration.findings(on: .drey, for: .job).forEach { executor.warn($0.text) }
    let plan = try GraphPlan(
      name: name, sinks: sinks, parallelism: parallelism, settings: settings,
      names: executor.names(executionIndex: executions))
    var program = try Lowering.lower(plan, settings: settings)
    program.configuration = configuration
    program.main = main
    program.main.settings = settingOptions.forMain[RoleEnvironment.options] ?? ""
    program.main.captures = captureReader.map { plan.captures($0) }
    sinks = []
    defer { executions += 1 }
    return try executor.submit(program, executionIndex: executions)
  }

  func checkAllExecuted() throws(Failure) {
    guard let sink = sinks.first else { return }
    throw Failure(
      .user, "main() ended without executing what it defined: '\(sink.name)' never ran",
      advice: "End main() with try await env.execute(\"NAME\").")
  }

  /// Adds an operator; its id is its place in the order of calls.
  @usableFromInline func add(
    _ name: String, inputs: [OperatorNode.Input], outputType: String, parallelism: Int? = nil,
    lower: @escaping (OperatorNode, inout Lowering) throws -> Void
  ) -> OperatorNode {
    let node = OperatorNode(
      id: operatorCount, name: name, inputs: inputs, outputType: outputType, parallelism: parallelism, lower: lower)
    operatorCount += 1
    return node
  }

  /// The accumulator for the records of the next sink; the same wherever `main()` runs.
  @usableFromInline func nameForCollected() -> String { "collected-\(operatorCount)" }

  @usableFromInline func addSink(
    _ name: String, inputs: [OperatorNode.Input], lower: @escaping (OperatorNode, inout Lowering) throws -> Void
  ) -> DataStreamSink {
    let node = add(name, inputs: inputs, outputType: "Never", lower: lower)
    sinks.append(node)
    return DataStreamSink(node: node)
  }
}
