import DreyModel
import Testing

@testable import DataStream
@testable import TaskRuntime

@Suite struct GraphPlanTests {
  /// Takes the graph of every job and runs none.
  struct Recorder: JobExecutor {
    let submitted: @Sendable (JobGraph) -> Void
    func submit(_ program: JobProgram, executionIndex: Int) throws -> JobClient {
      submitted(program.graph)
      return JobClient { await PendingResult().wait() }
    }
    func mainEnded(_ failure: Failure?) -> Never { ProcessEnd.exit(.finished) }
  }

  private func graph(parallelism: Int = 2, _ define: (StreamExecutionEnvironment) -> Void) throws -> JobGraph {
    nonisolated(unsafe) var graph: JobGraph?
    let recorder = Recorder { graph = $0 }
    let process = ApplicationProcess(arguments: [], defaultParallelism: "\(parallelism)")
    let env = try StreamExecutionEnvironment(executor: recorder, process: process)
    define(env)
    _ = try env.executeAsync("job")
    return try #require(graph)
  }

  @Test func chainsAsFlinkDoes() throws {
    let graph = try graph { env in
      env.readTextFile("x").flatMap { line, out in out.emit(line) }.keyBy { $0 }.count().map { $0.value }.print()
    }
    #expect(graph.vertices.map(\.name) == ["Source: Text File -> Flat Map", "Keyed Count -> Map -> Sink: Print"])
    #expect(graph.edges == [JobEdge(id: 0, source: 0, target: 1, shipStrategy: .hash)])
    #expect(graph.vertices.flatMap(\.operators).map(\.id) == [0, 1, 2, 3, 4])
    #expect(graph.vertices[1].operators[0].outputType == "KeyValue<String, Int>")
    #expect(graph.vertices[0].operators[1].uid == "Flat Map-1")
  }

  @Test(arguments: [(1, 128), (85, 128), (86, 256), (200, 512), (1000, 2048), (32_768, 32_768)])
  func keyGroupsAreDerivedFromTheParallelismAsInFlink(parallelism: Int, groups: Int) throws {
    let graph = try graph(parallelism: parallelism) { env in
      env.generateSequence(from: 1, to: 8).keyBy { $0 }.count().print()
    }
    #expect(graph.maxParallelism == groups && graph.isMaxParallelismDerived == true)
  }

  @Test func aMaxParallelismThatIsSetWins() throws {
    for configure in [
      { (env: StreamExecutionEnvironment) in _ = env.setMaxParallelism(300) },
      { $0.configure("pipeline.max-parallelism", "300") },
    ] {
      let graph = try graph(parallelism: 200) { env in
        configure(env)
        env.generateSequence(from: 1, to: 8).keyBy { $0 }.count().print()
      }
      #expect(graph.maxParallelism == 300 && graph.isMaxParallelismDerived == nil)
    }
  }

  @Test(arguments: [
    ("execution.checkpointing.intervall", "1 s", "Did you mean 'execution.checkpointing.interval'?"),
    ("pipeline.max-parallelism", "many", "from 1 to 32768"), ("rest.port", "8082", "belongs to the cluster"),
    ("heartbeat.timeout", "1 min", "an option of a whole cluster"),
  ])
  func anOptionThatMainMisspellsIsRefusedAtExecute(key: String, value: String, part: String) throws {
    let failure = #expect(throws: Failure.self) {
      _ = try graph { env in
        env.configure(key, value)
        env.fromCollection([1]).print()
      }
    }
    #expect(failure?.domain == .usage)
    #expect(
      failure.map { $0.description.contains(key) && $0.description.contains(part) } == true,
      "\(String(describing: failure))")
  }

  @Test func whatTheClusterSaysOfTheGraphGivesWayToMain() throws {
    let process = ApplicationProcess(
      arguments: [],
      options: "pipeline.max-parallelism=64\nexecution.runtime-mode=batch\npipeline.operator-chaining.enabled=FALSE")
    let env = try StreamExecutionEnvironment(executor: Recorder { _ in }, process: process)
    #expect(env.maxParallelism == 64 && env.runtimeMode == .batch && !env.isChainingEnabled)
    env.setMaxParallelism(32).setRuntimeMode(.streaming)
    #expect(env.maxParallelism == 32 && env.runtimeMode == .streaming)
  }

  @Test func otherParallelismBreaksTheChain() throws {
    let graph = try graph { env in
      env.fromCollection([1]).map { $0 }.name("double").uid("my-map").setParallelism(3).print().setParallelism(3)
    }
    #expect(graph.vertices.map(\.name) == ["Source: Collection", "double -> Sink: Print"])
    #expect(graph.vertices.map(\.parallelism) == [1, 3])
    #expect(graph.edges.map(\.shipStrategy) == [.rebalance])
    #expect(graph.vertices[1].operators[0].uid == "my-map")
  }

  @Test func chainingCanBeControlled() throws {
    let graph = try graph { env in
      let numbers = env.generateSequence(from: 1, to: 9)
      numbers.map { $0 }.name("head").startNewChain().map { $0 }.name("after").print()
      numbers.map { $0 }.name("alone").disableChaining().print().name("behind")
    }
    #expect(graph.vertices.map(\.name) == ["Source: Sequence", "head -> after -> Sink: Print", "alone", "behind"])
    #expect(graph.edges.map(\.shipStrategy) == [.forward, .forward, .forward])
    #expect(graph.requiredSlots == 2)
  }

  @Test func chainingCanBeDisabled() throws {
    let graph = try self.graph { env in
      env.disableOperatorChaining().generateSequence(from: 1, to: 9).map { $0 }.print()
    }
    #expect(graph.vertices.map(\.name) == ["Source: Sequence", "Map", "Sink: Print"])
  }

  @Test func slotSharingGroupsAreInherited() throws {
    let graph = try graph { env in
      let numbers = env.generateSequence(from: 1, to: 9)
      let heavy = numbers.map { $0 }.slotSharingGroup("heavy").filter { $0 > 1 }.keyBy { $0 }.count().setParallelism(3)
      heavy.map { $0.value }.setParallelism(3).union(numbers).print()
    }
    #expect(graph.vertices.map(\.name) == ["Source: Sequence", "Map -> Filter", "Keyed Count -> Map", "Sink: Print"])
    #expect(graph.vertices.map(\.slotSharingGroup) == [nil, "heavy", "heavy", nil])
    #expect(graph.requiredSlots == 2 + 3)
    #expect(throws: Failure.self) {
      _ = try self.graph { env in env.generateSequence(from: 1, to: 9).slotSharingGroup("").print() }
    }
  }

  @Test func unionsAreEdgesAndBranchesShowInNames() throws {
    let graph = try graph { env in
      let numbers = env.generateSequence(from: 1, to: 9)
      numbers.map { $0 }.print()
      numbers.union(env.generateSequence(from: 1, to: 9)).print("p")
      _ = numbers.filter { $0 > 1 }
      numbers.rebalance().print()
      numbers.filter { $0 > 2 }.print()
    }
    #expect(
      graph.vertices.map(\.name) == [
        "Source: Sequence -> (Map -> Sink: Print, Filter -> Sink: Print)", "Source: Sequence", "Sink: Print",
        "Sink: Print",
      ])
    #expect(graph.edges.map(\.shipStrategy) == [.forward, .forward, .rebalance])
  }

  @Test func partitionersAreEdgesWithTheNamesOfFlink() throws {
    let graph = try graph { env in
      let numbers = env.generateSequence(from: 1, to: 9)
      numbers.broadcast().print()
      numbers.global().print()
      numbers.rescale().print()
      numbers.shuffle().print()
      numbers.partitionCustom({ $0 % $1 }, { $0 }).print()
      numbers.forward().print()
    }
    #expect(graph.edges.map(\.shipStrategy.rawValue) == ["BROADCAST", "GLOBAL", "RESCALE", "SHUFFLE", "CUSTOM"])
    #expect(graph.vertices[0].name == "Source: Sequence -> Sink: Print")
  }

  @Test func partitionersKeepTheSideOutput() throws {
    let env = try localEnvironment()
    let side = env.fromCollection([1]).getSideOutput(OutputTag<Int>("late")).rebalance().inputs
    #expect(side.map(\.sideOutput) == ["late"])
  }

  @Test func sameDefinitionSameFingerprint() throws {
    let define: (StreamExecutionEnvironment) -> Void = { env in env.generateSequence(from: 1, to: 9).print() }
    #expect(try graph(define).fingerprint == graph(define).fingerprint)
    #expect(try graph(define).fingerprint != graph(parallelism: 3, define).fingerprint)
  }
}

/// The time that it takes to look into the functions of a job.
@Suite struct CaptureTimeTests {
  @Test func aThousandOperatorsAreLookedIntoInNoTime() throws {
    let env = try StreamExecutionEnvironment.createLocalEnvironment()
    var stream = env.generateSequence(from: 1, to: 10)
    for number in 0..<1000 { stream = stream.map { $0 &+ number } }
    let sink = stream.print()
    let settings = JobSettings(
      runtimeMode: .streaming, maxParallelism: 128, autoWatermarkInterval: 200, isChainingEnabled: true)
    let plan = try GraphPlan(name: "long", sinks: [sink.node], parallelism: 1, settings: settings)
    var captures: [Int: CapturedValues] = [:]
    let time = ContinuousClock().measure { captures = plan.captures(CaptureReader(application: Self.self)) }
    #expect(captures.count >= 1000 && Set(captures.values.map(\.digest)).count >= 1000)
    #expect(captures[500]?.shown == ["Int '499'"])
    // A few milliseconds in an optimised build; this one is none, and the machine may be busy.
    #expect(time < .seconds(5))
  }
}
