import DreyModel
import Testing

@testable import DataStream
@testable import TaskRuntime

/// Plays the JobManager and the TaskManagers of real job processes, over the real protocols.
@Suite(.timeLimit(.minutes(2))) struct RoleTests {
  private let folder: TemporaryFolder
  private let jobID = JobID.random()

  init() throws { folder = try TemporaryFolder() }

  private func start(
    _ role: ProcessRole?, job: String, parallelism: Int = 1, name: String, _ more: [String] = []
  ) throws -> JobProcess {
    try JobProcess(
      role: role, parallelism: parallelism, arguments: ["--job", job] + more, output: "\(folder.path)/\(name)")
  }

  private func submission(from driver: JobProcess) async throws -> JobSubmission {
    guard case .submitJob(let submission) = try #require(try await driver.receive(DriverMessage.self)) else {
      throw Failure(.user, "main() failed")
    }
    return submission
  }

  private func deployment(
    _ submission: JobSubmission, subtasks: [SubtaskID], earlier: [JobResult] = [], fingerprint: String? = nil
  ) -> WorkerDeployment {
    WorkerDeployment(
      jobID: jobID, attempt: 0, executionIndex: submission.executionIndex, endedExecutions: earlier.map { _ in true },
      fingerprint: fingerprint ?? submission.graph.fingerprint, subtasks: subtasks,
      token: String(repeating: "0f", count: 32),
      enumerates: submission.graph.sources.map(\.id).filter { subtasks.contains(SubtaskID(vertex: $0, index: 0)) })
  }

  /// Waits until a worker is ready.
  private func ready(
    _ worker: JobProcess, earlier: [JobResult] = []
  ) async throws -> (port: Int, splits: [SplitsPart]) {
    var splits: [SplitsPart] = []
    while let report = try await worker.receive(WorkerReport.self) {
      switch report {
      case .askResult(let index):
        try worker.control.send(
          WorkerCommand.result(EarlierResult(executionIndex: index, result: earlier[index])))
      case .enumerated(let parts): splits += parts
      case .ready(let port): return (port, splits)
      default: throw Failure(.user, "not ready but \(report)")
      }
    }
    throw Failure(.user, "the worker has ended")
  }

  /// Starts the only worker of a job.
  private func start(_ worker: JobProcess, earlier: [JobResult] = []) async throws {
    let splits = try await ready(worker, earlier: earlier).splits
    try worker.control.send(WorkerCommand.splits(splits))
    try worker.control.send(WorkerCommand.start(peers: []))
  }

  private func end(
    _ submission: JobSubmission, _ status: JobStatus = .finished, on driver: JobProcess
  ) throws -> JobResult {
    let failure = status == .finished ? nil : Failure(.user, "it failed")
    let result = JobResult(
      jobID: .random(), name: submission.graph.name, status: status, netRuntime: 1, failure: failure)
    try driver.control.send(DriverReply.jobEnded(executionIndex: submission.executionIndex, result: result))
    return result
  }

  private func text() throws -> (path: String, counts: [String]) {
    let lines = (0..<3000).map { "line \($0 % 17)  of łódź-and-more-than-fifteen-bytes \($0 % 5)" }
    var counts: [String: Int] = [:]
    for word in lines.flatMap({ $0.split(separator: " ") }) { counts[String(word), default: 0] += 1 }
    return (try folder.write(lines.joined(separator: "\n"), to: "text"), counts.map { "\($0) \($1)" }.sorted())
  }

  /// Deals the subtasks to two workers, which then run.
  private func startTwoWorkers(
    _ submission: JobSubmission, job: String, parallelism: Int, _ arguments: [String]
  ) async throws -> (workers: [JobProcess], parts: [[SubtaskID]]) {
    let parts = [0, 1].map { part in submission.graph.subtasks.filter { ($0.index + $0.vertex) % 2 == part } }
    var workers: [JobProcess] = []
    var peers: [WorkerAddress] = []
    var splits: [SplitsPart] = []
    for (number, part) in parts.enumerated() {
      let worker = try start(
        .worker, job: job, parallelism: parallelism, name: "worker\(number)", arguments)
      try worker.control.send(WorkerCommand.deploy(deployment(submission, subtasks: part)))
      let answer = try await ready(worker)
      peers.append(WorkerAddress(host: "127.0.0.1", port: answer.port, subtasks: part))
      splits += answer.splits
      workers.append(worker)
    }
    for worker in workers {
      try worker.control.send(WorkerCommand.splits(splits))
      try worker.control.send(WorkerCommand.start(peers: peers))
    }
    return (workers, parts)
  }

  @Test(arguments: [1, 2, 4]) func twoWorkersCountAsOneProcessDoes(parallelism: Int) async throws {
    let (input, expected) = try text()
    let driver = try start(.application, job: "words", parallelism: parallelism, name: "driver", ["--input", input])
    let submission = try await submission(from: driver)
    let (workers, parts) = try await startTwoWorkers(
      submission, job: "words", parallelism: parallelism, ["--input", input])
    for (worker, part) in zip(workers, parts) {
      let updates = try await worker.updates()
      for subtask in part {
        #expect(updates.filter { $0.subtask == subtask }.map(\.state) == [.initializing, .running, .finished])
      }
      #expect(try await worker.wait() == 0)
    }
    _ = try end(submission, on: driver)
    #expect(try await driver.wait() == 0)
    let printed = try (folder.read("worker0") + folder.read("worker1")).split(separator: "\n").map { String($0) }
    #expect(printed.sorted() == expected, "records only, without what main() prints")
    #expect(try folder.read("driver") == "main() runs\n")

    let alone = try start(nil, job: "words", parallelism: parallelism, name: "alone", ["--input", input])
    #expect(try await alone.wait() == 0)
    #expect(try folder.read("alone").split(separator: "\n").dropFirst().map { String($0) }.sorted() == expected)
  }

  @Test(arguments: [2, 3]) func partsOfTwoWorkersAreCommittedByOne(parallelism: Int) async throws {
    let output = "\(folder.path)/out"
    let arguments = ["--output", output]
    let driver = try start(.application, job: "writes", parallelism: parallelism, name: "driver", arguments)
    let submission = try await submission(from: driver)
    let (workers, _) = try await startTwoWorkers(submission, job: "writes", parallelism: parallelism, arguments)
    for worker in workers {
      #expect(try await worker.updates().last?.state == .finished)
      #expect(try await worker.wait() == 0)
    }
    _ = try end(submission, on: driver)
    #expect(try await driver.wait() == 0)
    let names = folder.names(in: "out")
    #expect(names.count > parallelism && names.allSatisfy { $0.hasPrefix("part-") })
    let written = try names.flatMap { try folder.read("out/\($0)").split(separator: "\n") }.compactMap { Int($0) }
    let isWhole = written.sorted() == Array(1...100_000)
    #expect(isWhole)
  }

  @Test func linesThatFunctionsPrintInAWorkerStayWhole() async throws {
    let driver = try start(.application, job: "chatty", parallelism: 2, name: "driver")
    let submission = try await submission(from: driver)
    let (workers, _) = try await startTwoWorkers(submission, job: "chatty", parallelism: 2, [])
    for worker in workers {
      _ = try await worker.updates()
      #expect(try await worker.wait() == 0)
    }
    _ = try end(submission, on: driver)
    #expect(try await driver.wait() == 0)
    let lines = try (folder.read("worker0") + folder.read("worker1")).split(separator: "\n")
    let expected = (0..<10_000).flatMap { ["note \($0) end", "RECORD \($0) END"] }
    let isWhole = lines.map(String.init).sorted() == expected.sorted()
    #expect(isWhole)
    #expect(try folder.read("driver") == "main() runs\n")
  }

  @Test func laterJobsGetTheResultsOfEarlierOnes() async throws {
    let driver = try start(.application, job: "two", name: "driver")
    let first = try await submission(from: driver)
    let result = try end(first, on: driver)
    let second = try await submission(from: driver)
    #expect(second.executionIndex == 1)
    let worker = try start(.worker, job: "two", name: "worker")
    try worker.control.send(
      WorkerCommand.deploy(deployment(second, subtasks: second.graph.subtasks, earlier: [result])))
    try await start(worker, earlier: [result])
    _ = try await worker.updates()
    #expect(try await worker.wait() == 0)
    #expect(try folder.read("worker") == "after first\n")
    _ = try end(second, .failed, on: driver)
    #expect(try await driver.receive(DriverMessage.self) == .mainFailed(Failure(.user, "it failed")))
    #expect(try await driver.wait() == 1)
  }

  @Test func aResultThatIsNoLongerKeptEndsTheWorkerByName() async throws {
    let driver = try start(.application, job: "two", name: "driver")
    let first = try await submission(from: driver)
    let result = try end(first, on: driver)
    let second = try await submission(from: driver)
    let worker = try start(.worker, job: "two", name: "worker")
    try worker.control.send(
      WorkerCommand.deploy(deployment(second, subtasks: second.graph.subtasks, earlier: [result])))
    #expect(try await worker.receive(WorkerReport.self) == .askResult(executionIndex: 0))
    let failure = Failure(.infrastructure, "it is no longer kept")
    try worker.control.send(WorkerCommand.result(EarlierResult(executionIndex: 0, failure: failure)))
    #expect(try await worker.receive(WorkerReport.self) == .refused(failure))
    #expect(try await worker.wait() == 1)
    driver.control.shutDown()
    _ = try await driver.wait()
  }

  @Test func collectedRecordsComeBackByTheSupervisor() async throws {
    let driver = try start(.application, job: "collect", name: "driver")
    let first = try await submission(from: driver)
    let worker = try start(.worker, job: "collect", name: "worker")
    try worker.control.send(WorkerCommand.deploy(deployment(first, subtasks: first.graph.subtasks)))
    try await start(worker)
    let progress = try #require(try await worker.updates().last?.progress)
    #expect(progress.accumulators["all"] == .longCounter(10))
    #expect(progress.metrics.idleTime == 0)
    #expect(try await worker.wait() == 0)

    let result = JobResult(
      jobID: .random(), name: "collect", status: .finished, netRuntime: 1, accumulators: progress.accumulators)
    try driver.control.send(DriverReply.jobEnded(executionIndex: 0, result: result))
    let second = try await submission(from: driver)
    let again = try start(.worker, job: "collect", name: "again")
    try again.control.send(
      WorkerCommand.deploy(deployment(second, subtasks: second.graph.subtasks, earlier: [result])))
    try await start(again, earlier: [result])
    _ = try await again.updates()
    #expect(try await again.wait() == 0)
    #expect(try folder.read("again") == (1...10).map { "collected \($0)\n" }.joined())
    _ = try end(second, on: driver)
    #expect(try await driver.wait() == 0)
  }

  @Test func collectingTooMuchInAClusterFailsTheJob() async throws {
    let driver = try start(.application, job: "collect", name: "driver", ["--count", "1000000"])
    let submission = try await submission(from: driver)
    let worker = try start(.worker, job: "collect", name: "worker", ["--count", "1000000"])
    try worker.control.send(WorkerCommand.deploy(deployment(submission, subtasks: submission.graph.subtasks)))
    try await start(worker)
    let failed = try #require(try await worker.updates().last)
    #expect(failed.failure?.domain == .user)
    #expect(failed.failure?.message.contains("more than the 1048576 bytes") == true)
    #expect(try await worker.wait() == 1)
    driver.control.shutDown()
    _ = try await driver.wait()
  }

  @Test func aWorkerReadsAsFarAsTheJobManagerAllows() async throws {
    let driver = try start(.application, job: "aligned", name: "driver")
    let submission = try await submission(from: driver)
    let worker = try start(.worker, job: "aligned", name: "worker")
    try worker.control.send(WorkerCommand.deploy(deployment(submission, subtasks: submission.graph.subtasks)))
    try await start(worker)
    func nextWatermark() async throws -> Int? {
      while let report = try await worker.receive(WorkerReport.self) {
        if case .watermark(let said) = report, said.subtask == source, said.group == "group" { return said.watermark }
      }
      throw Failure(.user, "the worker has ended")
    }
    let (source, other) = (SubtaskID(vertex: 0, index: 0), SubtaskID(vertex: 9, index: 0))
    func align(_ watermark: Int?) throws {
      let lowest = watermark.map { GroupWatermark.Member(subtask: other, watermark: $0) }
      try worker.control.send(WorkerCommand.align(GroupWatermark(group: "group", lowest: lowest)))
    }
    // A chunk has 512 records. Until somebody says how far the others are it does not get far from where it began.
    #expect(try await nextWatermark() == 510)
    #expect(try await nextWatermark() == 1022)
    try align(922)
    #expect(try await nextWatermark() == 1534)
    try align(nil)
    var last = try await nextWatermark()
    while last != nil { last = try await nextWatermark() }
    _ = try await worker.updates()
    #expect(try await worker.wait() == 0)
    #expect(try folder.read("worker") == "10000\n")
    _ = try end(submission, on: driver)
    #expect(try await driver.wait() == 0)
  }

  @Test func aJobIsAskedForAndCancelledByMain() async throws {
    let driver = try start(.application, job: "cancel", name: "driver")
    _ = try await submission(from: driver)
    for question in [
      DriverMessage.askJob(executionIndex: 0), .askJob(executionIndex: 0), .cancelJob(executionIndex: 0),
    ] {
      #expect(try await driver.receive(DriverMessage.self) == question)
      let view = JobView(status: .running, accumulators: ["n": .longCounter(1)])
      try driver.control.send(DriverReply.jobView(executionIndex: 0, view))
    }
    let failure = Failure(.cancelled, "job 'endless' was cancelled by main()")
    let result = JobResult(jobID: .random(), name: "endless", status: .canceled, netRuntime: 1, failure: failure)
    try driver.control.send(DriverReply.jobEnded(executionIndex: 0, result: result))
    #expect(try await driver.wait() == 0)
    let printed = try folder.read("driver")
    #expect(printed == "main() runs\nis RUNNING, 1 accumulators\n\(failure)\n")
  }

  @Test func failuresAreReportedWithTheirPlace() async throws {
    let driver = try start(.client, job: "throws", name: "driver")
    let submission = try await submission(from: driver)
    let worker = try start(.worker, job: "throws", name: "worker")
    try worker.control.send(WorkerCommand.deploy(deployment(submission, subtasks: submission.graph.subtasks)))
    try await start(worker)
    let last = try #require(try await worker.updates().last)
    #expect(last.state == .failed)
    #expect(last.failure?.domain == .user)
    #expect(last.failure?.message == "'Source: Sequence -> Map -> Sink: Print' subtask 1/1 failed: Broken()")
    #expect(try await worker.wait() == 1)

    let alone = try start(nil, job: "throws", name: "alone")
    #expect(try await alone.wait() == 1)
    #expect(
      try folder.read("alone.err").hasPrefix("error: 'Source: Sequence -> Map -> Sink: Print' subtask 1/1 failed"))
  }

  @Test func anotherGraphIsRefused() async throws {
    let driver = try start(.application, job: "throws", name: "driver")
    let submission = try await submission(from: driver)
    for (job, parallelism, what) in [("throws", 2, "0123456789abcdef"), ("none", 1, "main() ended before")] {
      let worker = try start(.worker, job: job, parallelism: parallelism, name: "worker")
      let deployment = deployment(submission, subtasks: submission.graph.subtasks, fingerprint: "0123456789abcdef")
      try worker.control.send(WorkerCommand.deploy(deployment))
      guard case .refused(let failure) = try await worker.receive(WorkerReport.self) else {
        Issue.record("\(job) was not refused")
        continue
      }
      #expect(failure.message.contains(what))
      #expect(failure.advice?.contains("Dictionary") == true)
      #expect(try await worker.wait() == 1)
    }
  }

  @Test func theEndOfAPeerIsAFailureThatNamesIt() async throws {
    let driver = try start(.application, job: "endless", parallelism: 2, name: "driver")
    let submission = try await submission(from: driver)
    let parts = [0, 1].map { part in submission.graph.subtasks.filter { $0.vertex == part } }
    var workers: [JobProcess] = []
    var peers: [WorkerAddress] = []
    var splits: [SplitsPart] = []
    for part in parts {
      let worker = try start(.worker, job: "endless", parallelism: 2, name: "worker\(workers.count)")
      try worker.control.send(WorkerCommand.deploy(deployment(submission, subtasks: part)))
      let answer = try await ready(worker)
      peers.append(WorkerAddress(host: "127.0.0.1", port: answer.port, subtasks: part))
      splits += answer.splits
      workers.append(worker)
    }
    for worker in workers {
      try worker.control.send(WorkerCommand.splits(splits))
      try worker.control.send(WorkerCommand.start(peers: peers))
    }
    var running = 0
    while running < 2, case .subtask(let update) = try await workers[0].receive(WorkerReport.self) {
      if update.state == .running { running += 1 }
    }
    workers[0].control.shutDown()
    let failed = try #require(try await workers[1].updates().first { $0.state == .failed })
    #expect(failed.failure?.domain == .infrastructure)
    #expect(failed.failure?.message.contains("'Source: Sequence' subtask") == true)
    #expect(try await workers[1].wait() == 1)
    #expect(try await workers[0].wait() == ExitCode.infrastructure.rawValue)
    driver.control.shutDown()
    #expect(try await driver.wait() == ExitCode.infrastructure.rawValue)
  }

  @Test func withoutSupervisorProcessesEnd() async throws {
    let driver = try start(.application, job: "endless", name: "driver")
    let submission = try await submission(from: driver)
    let worker = try start(.worker, job: "endless", name: "worker")
    try worker.control.send(WorkerCommand.deploy(deployment(submission, subtasks: submission.graph.subtasks)))
    try await start(worker)
    for process in [worker, driver] {
      process.control.shutDown()
      #expect(try await process.wait() == ExitCode.infrastructure.rawValue)
    }
  }

  @Test func badStartsSayWhy() async throws {
    let missing = try JobProcess(role: nil, arguments: [], output: "\(folder.path)/missing")
    #expect(try await missing.wait() == ExitCode.usage.rawValue)
    #expect(try folder.read("missing.err").contains("error: the argument --job is missing"))

    let unknown = try start(nil, job: "unknown", name: "unknown")
    #expect(try await unknown.wait() == ExitCode.jobFailed.rawValue)
    #expect(try folder.read("unknown.err") == "error: main() failed: Broken()\n")
  }

  @Test func theExecutableCarriesTheMarker() throws {
    let marker = Array("dev.drey.application/contract=\(ContainerContract.version)".utf8)
    let bytes = try folder.bytes(of: JobProcess.executable)
    let found = bytes.indices.contains { start in
      bytes[start] == marker[0] && bytes[start...].starts(with: marker)
    }
    #expect(found)
  }
}
