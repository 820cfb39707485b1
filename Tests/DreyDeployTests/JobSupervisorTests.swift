import ChildProcess
import DreyModel
import Glibc
import Synchronization
import Testing

@testable import DreyDeploy

/// A real process that runs `main()`, with clusters that are closures.
@Suite(.timeLimit(.minutes(2))) struct JobSupervisorTests {
  private let observer = Journal()

  /// Beside the test bundle, where the build put it.
  private static var testJob: String {
    get throws {
      let own = try #require(realpath("/proc/self/exe", nil))
      defer { free(own) }
      let candidates = CommandLine.arguments + [String(cString: own)]
      let folders = candidates.compactMap { path in path.lastIndex(of: "/").map { String(path[..<$0]) } }
      return try #require(folders.map { "\($0)/TestJob" }.first { access($0, X_OK) == 0 })
    }
  }

  private func supervisor(
    _ arguments: [String], slots: Int = 1, cluster: @escaping @Sendable (ShippedJob) async throws -> RunOutcome
  ) throws -> JobSupervisor {
    let main = try MainProcess(
      executable: try Self.testJob, arguments: arguments, parallelism: 1, options: Options(),
      environment: ProcessEnvironment.all,
      observer: observer)
    return JobSupervisor(main: main, slots: SlotLimit(slots), runCluster: cluster)
  }

  @Sendable private static func finish(_ job: ShippedJob) -> RunOutcome {
    let name = job.submission.graph.name
    let result = JobResult(jobID: .random(), name: name, status: .finished, netRuntime: 1)
    return RunOutcome(ApplicationResult(status: .succeeded, jobs: [result]))
  }

  @Test func everyJobIsRunAndMainIsToldHowItEnded() async throws {
    let shipped = Mutex<[ShippedJob]>([])
    let outcome = try await supervisor(["jobs=3"]) { job in
      shipped.withLock { $0.append(job) }
      return Self.finish(job)
    }.run(timeout: nil)
    #expect(outcome.exitCode == .finished)
    #expect(outcome.application?.jobs.map(\.name) == ["job-0", "job-1", "job-2"])
    #expect(shipped.withLock { $0.map(\.earlierResults.count) } == [0, 1, 2])
    #expect(observer.text == "main: job-0 FINISHED\nmain: job-1 FINISHED\nmain: job-2 FINISHED\n")
  }

  @Test func aJobThatFailsFailsTheRun() async throws {
    let failure = Failure(.infrastructure, "jobmanager was killed")
    let outcome = try await supervisor(["jobs=3"]) { _ in throw failure }.run(timeout: nil)
    #expect(outcome.exitCode == .infrastructure)
    #expect(outcome.failure == failure)
    #expect(outcome.application?.jobs.count == 1)
  }

  @Test func tooManySlotsAreRefusedWithoutACluster() async throws {
    let outcome = try await supervisor(["parallelism=3"], slots: 2) { _ in
      Issue.record("a cluster was made")
      return RunOutcome(exitCode: .finished)
    }.run(timeout: nil)
    #expect(outcome.exitCode == .usage)
    #expect(outcome.failure?.message.contains("needs 3 slots") == true)
  }

  @Test(arguments: [
    ("main-garbage", "does not speak drey's protocol"), ("main-exit", "main() exited with code 9"),
  ])
  func whateverGoesWrongWithMainIsNamed(behaviour: String, message: String) async throws {
    let outcome = try await supervisor(["behaviour=\(behaviour)"]) { Self.finish($0) }.run(timeout: nil)
    #expect(outcome.exitCode == .jobFailed)
    #expect(outcome.failure?.message.contains(message) == true, "\(String(describing: outcome.failure))")
  }

  @Test func aJobThatMainDidNotWaitForIsWaitedFor() async throws {
    let outcome = try await supervisor(["behaviour=main-leaves"]) { Self.finish($0) }.run(timeout: nil)
    #expect(outcome.exitCode == .finished)
    #expect(outcome.application?.jobs.map(\.status) == [.finished])
  }

  /// It holds standard output and the socket to its supervisor.
  @Test func aDescendantThatMainLeavesBehindDoesNotHoldUpTheRun() async throws {
    let start = ContinuousClock.now
    let outcome = try await supervisor(["behaviour=main-lingers"]) { Self.finish($0) }.run(timeout: nil)
    #expect(outcome.exitCode == .finished)
    #expect(observer.text == "main: job-0 FINISHED\n")
    #expect(ContinuousClock.now - start < .seconds(80), "it lingers for 90 seconds")
  }

  @Test func theTimeoutEndsMain() async throws {
    let outcome = try await supervisor(["behaviour=main-hang"]) { Self.finish($0) }.run(timeout: .milliseconds(200))
    #expect(outcome.exitCode == .timedOut)
  }

  @Test func interruptionEndsMainAndWaitsUntilTheClusterIsGone() async throws {
    let deployed = Completion<Void>()
    let isRemoved = Mutex(false)
    let supervisor = try supervisor([]) { _ in
      deployed.complete(())
      try? await Task.sleep(for: .seconds(60))
      isRemoved.withLock { $0 = true }
      throw CancellationError()
    }
    let run = Task { await supervisor.run(timeout: nil) }
    await deployed.value()
    run.cancel()
    let outcome = await run.value
    #expect(outcome.exitCode == .interrupted)
    #expect(isRemoved.withLock { $0 })
  }
}

private final class Journal: RunObserver {
  private let bytes = Mutex<[UInt8]>([])
  var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
  func progress(_ phase: RunPhase, _ text: String) {}
  func detail(_ phase: RunPhase, _ text: String) {}
  func event(_ event: ClusterEvent, from member: String) {}
  func records(_ bytes: [UInt8]) async throws { self.bytes.withLock { $0 += bytes } }
}
