import Glibc

extension ChildProcess {
  /// What a process wrote and how it ended.
  public struct Captured: Sendable {
    public var termination: Termination
    /// The last lines on standard output, oldest first.
    public var standardOutput: [String]
    /// The last lines on standard error, oldest first.
    public var standardError: [String]
  }

  /// Runs a process to its end and keeps what it wrote; `onLine` sees every line of both streams as it comes.
  ///
  /// The two output streams of `configuration` are replaced by pipes. Where the calling task is cancelled the process's
  /// group is terminated (SIGTERM, after 5 s SIGKILL) and this returns when it has ended.
  /// - Throws: ``SpawnError`` where it cannot be started.
  public static func capture(
    _ configuration: Configuration, lines: Int = 1000, onLine: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws(SpawnError) -> Captured {
    var piped = configuration
    piped.standardOutput = .pipe
    piped.standardError = .pipe
    let child = try spawn(piped)
    let output = try child.reader(child.pipes.standardOutput, lines, onLine)
    let errors = try child.reader(child.pipes.standardError, lines, onLine)
    let termination = await child.waitTerminatingOnCancel(grace: .seconds(5))
    // A descendant may have kept the streams open; it must not hold up the caller for ever.
    _ = await output?.end(within: .seconds(2))
    _ = await errors?.end(within: .seconds(2))
    return Captured(
      termination: termination, standardOutput: output?.tail ?? [], standardError: errors?.tail ?? [])
  }

  private func reader(
    _ descriptor: Int32?, _ lines: Int, _ onLine: @escaping @Sendable (String) -> Void
  ) throws(SpawnError) -> PipeReader? {
    guard let descriptor else { return nil }
    do { return try PipeReader(descriptor, tailLines: lines, onLine: onLine) } catch {
      // Without a reader it would block on a full pipe for ever.
      signal(SIGKILL)
      throw error
    }
  }

  /// Waits for the process's end; where the calling task is cancelled, terminates it first.
  public func waitTerminatingOnCancel(grace: Duration) async -> Termination {
    await withTaskCancellationHandler {
      await wait()
    } onCancel: {
      Task.detached { await self.terminate(grace: grace) }
    }
  }
}
