import ChildProcess
import DreyModel
import Glibc
import Synchronization

/// Starts a member's process and watches it: keeps what it writes and notes how it ends. What a container's runtime does,
/// in the client for a run, and in a process of its own for a cluster that outlives its client.
final class MemberSupervision: Sendable {
  private let folder: MemberFolder
  private let log: OutputLog
  private let handover = OutputHandover()
  private let exitCode = Completion<Int>()
  private let completed = Completion<Void>()

  /// - Parameter root: where the cluster is.
  /// - Throws: ``DreyModel/Failure`` of the domain `infrastructure` where the process cannot be started.
  init(_ launch: MemberLaunch, of member: String, in cluster: ClusterFolder, root: StateFolder) throws(Failure) {
    folder = cluster.member(member)
    log = OutputLog(path: folder.output)
    do throws(SpawnError) {
      let child = try ChildProcess.spawn(
        ChildProcess.Configuration(
          executable: launch.executable, arguments: launch.arguments, environment: launch.environment,
          workingDirectory: "/", standardOutput: .pipe, standardError: .pipe, isolation: .session))
      let reading = try [
        read(child.pipes.standardOutput, as: .stdout), read(child.pipes.standardError, as: .stderr),
      ]
      let identity = ClientIdentity.of(child.processID)?.text ?? "? \(child.processID) ?"
      try? PrivateFile.write(
        MemberStart(process: identity, supervisor: ClientIdentity.current?.text ?? "", at: MemberState.now()),
        as: folder.start)
      Task { await watch(child, reading, member, cluster, root) }
    } catch {
      throw Failure(.infrastructure, "\(member) cannot be started: \(error)")
    }
  }

  /// All that it writes, for one task.
  var output: MemberOutput { handover.output }

  /// Nobody will take what it writes; it is kept all the same.
  func abandonOutput() { handover.abandon() }

  /// Waits for its end, in the form in which engines put it.
  func end() async -> Int? { await exitCode.valueUnlessCancelled() }

  /// Waits until its end is noted and all that it wrote is kept.
  func complete() async { await completed.value() }

  private func watch(
    _ child: ChildProcess, _ reading: [Completion<Void>], _ member: String, _ cluster: ClusterFolder,
    _ root: StateFolder
  ) async {
    let termination = await child.wait()
    // As with a container, what it started ends with it, and only then its streams do for certain.
    _ = await ProcessTable.end(below: root) { $0.cluster == cluster && $0.member == member }
    let end = MemberEnd(termination, at: MemberState.now())
    exitCode.complete(end.exitCode)
    for stream in reading { await stream.value() }
    // Where the cluster's folder is gone, nobody asks any more.
    try? PrivateFile.write(end, as: folder.end)
    handover.finish()
    completed.complete(())
  }

  private func read(_ descriptor: Int32?, as source: OutputChunk.Source) throws(SpawnError) -> Completion<Void> {
    let atEnd = Completion<Void>()
    try BlockingThread.start { [log, handover] in
      defer { atEnd.complete(()) }
      guard let descriptor else { return }
      defer { close(descriptor) }
      var buffer = [UInt8](repeating: 0, count: 64 << 10)
      while true {
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return }
        let chunk = OutputChunk(source, Array(buffer.prefix(count)))
        log.append(chunk)
        handover.offer(chunk)
      }
    }
    return atEnd
  }
}

extension MemberEnd {
  init(_ termination: Termination, at time: Int) {
    switch termination {
    case .exited(let code): self.init(exitCode: Int(code), signal: nil, at: time)
    case .signaled(let number): self.init(exitCode: 128 + Int(number), signal: SignalName.of(number), at: time)
    }
  }
}
