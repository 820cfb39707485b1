import ChildProcess
import Glibc
import Testing

@Suite struct EndingTests {
  /// A shell that has started `child` in the background and says so.
  private func ready(_ script: String) async throws -> (child: ChildProcess, processIDs: [Int32]) {
    let child = try ChildProcess.spawn(
      ChildProcess.Configuration(executable: "/bin/sh", arguments: ["-c", script], standardOutput: .pipe))
    let line = Completion<String>()
    _ = try PipeReader(try #require(child.pipes.standardOutput)) { line.complete($0) }
    let text = try #require(await line.value(within: .seconds(10)))
    return (child, text.split(separator: " ").compactMap { Int32($0) })
  }

  private func isGone(_ processID: Int32) async -> Bool {
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
      if kill(processID, 0) != 0 { return true }
      var state = ""
      if let file = fopen("/proc/\(processID)/stat", "r") {
        var buffer = [CChar](repeating: 0, count: 256)
        if fgets(&buffer, 256, file) != nil {
          state = String(decoding: buffer.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        fclose(file)
      }
      if state.contains(") Z ") { return true }
      await Task.yield()
    }
    return false
  }

  @Test func terminateEndsTheWholeGroup() async throws {
    let (child, others) = try await ready("sleep 1000 & echo $!; wait")
    #expect(await child.terminate(grace: .seconds(10)) == .signaled(SIGTERM))
    for each in others { #expect(await isGone(each)) }
    #expect(!others.isEmpty)
  }

  @Test func terminateKillsWhoIgnoresTheRequest() async throws {
    let (child, _) = try await ready("trap '' TERM; echo 1; while :; do sleep 1000; done")
    #expect(await child.terminate(grace: .milliseconds(50)) == .signaled(SIGKILL))
  }

  @Test func whatIgnoresTheRequestDoesNotOutliveItsLeader() async throws {
    let (child, others) = try await ready("sh -c 'trap \"\" TERM; echo $$; while :; do sleep 1000; done' & wait")
    #expect(await child.terminate(grace: .seconds(10)) == .signaled(SIGTERM))
    try #require(others.count == 1)
    #expect(await isGone(others[0]))
  }

  @Test func aSessionIsItsOwn() async throws {
    let child = try ChildProcess.spawn(
      ChildProcess.Configuration(
        executable: "sleep", arguments: ["1000"], isolation: .session))
    #expect(getsid(child.processID) == child.processID)
    #expect(await child.terminate(grace: .seconds(10)) == .signaled(SIGTERM))
  }

  @Test func waitingUpToALimitGivesUp() async throws {
    let child = try ChildProcess.spawn(ChildProcess.Configuration(executable: "sleep", arguments: ["1000"]))
    #expect(await child.wait(upTo: .milliseconds(20)) == nil)
    child.signal(SIGKILL)
    #expect(await child.wait() == .signaled(SIGKILL))
    child.signal(SIGKILL)
  }

  @Test func cancellingACaptureEndsTheProcess() async throws {
    let started = Completion<Void>()
    let task = Task {
      try await ChildProcess.capture(
        ChildProcess.Configuration(executable: "/bin/sh", arguments: ["-c", "echo up; sleep 1000"])
      ) { _ in started.complete(()) }
    }
    try #require(await started.value(within: .seconds(10)) != nil)
    task.cancel()
    #expect(try await task.value.termination == .signaled(SIGTERM))
  }

  @Test func terminationsReadWell() {
    #expect("\(Termination.exited(3))" == "exit code 3")
    #expect("\(Termination.signaled(SIGILL))" == "SIGILL")
    #expect("\(Termination.signaled(63))" == "signal 63")
  }
}
