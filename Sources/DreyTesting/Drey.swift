public import ChildProcess
import FoundationEssentials
import Glibc

/// The `drey` command, for test suites: what a user would type, with what came of it as values.
///
/// ```swift
/// let run = try await Drey().run("Jobs/Orders", options: ["--task-managers", "2"], arguments: ["--input", "/data/in"])
/// #expect(run.exitCode == .finished)
/// #expect(run.records.contains("42 orders"))
/// ```
/// A run has a cluster of its own, so tests may run side by side; nothing of it is left on the engine, whatever happens
/// to the test's process.
public struct Drey: Sendable {
  /// Path or name of the executable.
  public var executable: String
  public var environment: [String: String]

  /// - Parameters:
  ///   - executable: default: what `DREY_EXECUTABLE` says, else `drey` on the `PATH`.
  ///   - environment: of the command; default: that of this process.
  public init(executable: String? = nil, environment: [String: String]? = nil) {
    self.environment = environment ?? ProcessInfo.processInfo.environment
    self.executable = executable ?? self.environment["DREY_EXECUTABLE"] ?? "drey"
  }

  /// Runs an application to its end; where the calling task is cancelled, the run is interrupted.
  /// - Parameters:
  ///   - application: a package folder, an executable, or an image.
  ///   - options: of `drey run`.
  ///   - arguments: of the application.
  /// - Throws: `SpawnError` where drey itself cannot be started. A run that fails does not throw: look at its exit code.
  public func run(_ application: String, options: [String] = [], arguments: [String] = []) async throws -> DreyRun {
    try await command(["run", application] + options + ["--"] + arguments)
  }

  /// Runs any command of drey to its end.
  public func command(_ arguments: [String]) async throws -> DreyRun {
    let (child, output) = try start(arguments)
    guard let errors = child.pipes.standardError else { throw SpawnError.system(operation: "pipe", errno: 0) }
    let reader = try PipeReader(errors, tailLines: 10_000)
    let termination = await child.waitTerminatingOnCancel(grace: .seconds(30))
    _ = await reader.end(within: .seconds(5))
    return DreyRun(termination: termination, output: try output.contents(), messages: reader.tail)
  }

  /// Starts a command and leaves it to the caller, for tests that interrupt or kill it.
  /// - Returns: the process, its standard error as a pipe, and where its standard output goes.
  public func start(_ arguments: [String]) throws -> (process: ChildProcess, output: OutputFile) {
    let output = try OutputFile()
    let child = try ChildProcess.spawn(
      ChildProcess.Configuration(
        executable: executable, arguments: arguments, environment: environment,
        standardOutput: .descriptor(output.descriptor), standardError: .pipe))
    return (child, output)
  }
}
