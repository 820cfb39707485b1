import DreyModel
import StreamRecords
import TaskRuntime

/// An application: a program that defines jobs and executes them.
///
/// ```swift
/// import DataStream
///
/// @main struct WordCount: StreamApplication {
///   static func main(_ env: StreamExecutionEnvironment) async throws {
///     env.setRuntimeMode(.batch)
///     try env.readTextFile(env.arguments.require("input"))
///       .flatMap { line, out in line.forEachField(separator: " ") { out.emit($0) } }
///       .keyBy { $0 }
///       .count()
///       .print()
///     try await env.execute("WordCount")
///   }
/// }
/// ```
/// Run on its own, it runs its jobs in its own process. In a cluster, `main(_:)` runs again in every worker to rebuild the
/// jobs there, so what it builds may depend on its arguments and its environment, but not on time, random numbers, standard
/// input, or the machine. Such values become part of the job by ``StreamExecutionEnvironment/once(_:_:)``, and what is to be
/// done once is done by ``StreamExecutionEnvironment/runOnce(_:_:)``. A worker whose functions captured other values than
/// those of the first run refuses the job.
public protocol StreamApplication {
  /// Defines the application's jobs and executes them.
  static func main(_ env: StreamExecutionEnvironment) async throws
}

extension StreamApplication {
  /// The process's entry point; plays the part that ``DreyModel/RoleEnvironment`` says.
  public static func main() async {
    ProcessEnd.ignoreBrokenPipes()
    StandardOutput.bufferLines()
    ApplicationMarker.keep()
    OwnResources.provideOrExit()
    let executor = ApplicationProcess.executorOrExit()
    var failure: Failure?
    do {
      let env = try StreamExecutionEnvironment(
        executor: executor, process: .current(), captureReader: CaptureReader(application: Self.self))
      try await main(env)
      try env.checkAllExecuted()
    } catch let error as Failure {
      failure = error
    } catch {
      failure = Failure(.user, "main() failed: \(error)")
    }
    executor.mainEnded(failure)
  }
}
