import DreyModel
import StreamRecords
import Synchronization
import Testing

@testable import TaskRuntime

@Suite(.timeLimit(.minutes(2))) struct JobExecutionTests {
  struct Broken: Error {}

  /// Runs a job as two workers that talk through their sockets; subtasks with odd and even indices are apart.
  private func runOnTwoWorkers(
    _ job: SumJob, tokens: [String] = [testToken, testToken],
    meddle: @escaping @Sendable (_ port: Int) -> Void = { _ in }
  ) async throws -> [(failure: Failure?, updates: [SubtaskUpdate])] {
    let program = job.program
    let parts = [0, 1].map { part in program.graph.subtasks.filter { $0.index % 2 == part } }
    let executions = try parts.map { try JobExecution(program, subtasks: $0) }
    let listeners = try zip(executions, tokens).map { try DataListener(routes: $0.routes, token: $1) }
    defer { for listener in listeners { listener.close() } }
    let peers = zip(listeners, parts).map { WorkerAddress(host: "127.0.0.1", port: $0.port, subtasks: $1) }
    meddle(listeners[0].port)
    return try await withThrowingTaskGroup(of: (Int, Failure?, [SubtaskUpdate]).self) { group in
      for (index, execution) in executions.enumerated() {
        group.addTask {
          let collected = UpdateList()
          let failure = try await onThread {
            execution.run(peers: peers, token: tokens[index]) { collected.add($0) }
          }
          return (index, failure, collected.all)
        }
      }
      var results: [Int: (Failure?, [SubtaskUpdate])] = [:]
      for try await (index, failure, updates) in group { results[index] = (failure, updates) }
      return [0, 1].compactMap { results[$0] }.map { (failure: $0.0, updates: $0.1) }
    }
  }

  final class UpdateList: Sendable {
    private let updates = Mutex<[SubtaskUpdate]>([])
    func add(_ update: SubtaskUpdate) { updates.withLock { $0.append(update) } }
    var all: [SubtaskUpdate] { updates.withLock { $0 } }
  }

  @Test(arguments: [1, 2, 4], [1, 3]) func oneProcess(upstream: Int, downstream: Int) async throws {
    let job = SumJob(upstream: upstream, downstream: downstream)
    let execution = try JobExecution(job.program, subtasks: job.graph.subtasks)
    let updates = UpdateList()
    #expect(try await onThread { execution.run { updates.add($0) } } == nil)
    #expect(job.sums.all.count == downstream)
    #expect(job.sums.all.reduce(0, +) == job.expected)
    for subtask in job.graph.subtasks {
      #expect(updates.all.filter { $0.subtask == subtask }.map(\.state) == [.initializing, .running, .finished])
    }
  }

  @Test(arguments: [1, 2, 4]) func twoWorkers(parallelism: Int) async throws {
    let job = SumJob(upstream: parallelism, downstream: max(2, parallelism))
    let results = try await runOnTwoWorkers(job)
    #expect(results.map(\.failure) == [nil, nil])
    #expect(job.sums.all.reduce(0, +) == job.expected)
  }

  @Test(arguments: [ShipStrategy.rescale, .broadcast], [(2, 5), (5, 2), (4, 4)])
  func twoWorkersAgreeOnChannels(strategy: ShipStrategy, parallelism: (Int, Int)) async throws {
    let job = SumJob(upstream: parallelism.0, downstream: parallelism.1, strategy: strategy)
    let results = try await runOnTwoWorkers(job)
    #expect(results.map(\.failure) == [nil, nil])
    #expect(job.sums.all.reduce(0, +) == job.expected)
  }

  @Test func strangersAreRefusedAndDisturbNobody() async throws {
    let job = SumJob()
    let refused = Counter()
    let results = try await runOnTwoWorkers(job) { port in
      let guess = String(testToken.dropLast()) + "b"
      let strangers: [[UInt8]] = [
        DataHandshake(edge: 0, upstream: 1, downstream: 0, token: guess).encode(),
        DataHandshake(edge: 9, upstream: 1, downstream: 0, token: testToken).encode(),
        // Both subtasks are in the same process: no connection is expected.
        DataHandshake(edge: 0, upstream: 0, downstream: 0, token: testToken).encode(),
        Array(repeating: 0x47, count: DataHandshake.encodedLength),
      ]
      for bytes in strangers {
        guard let socket = try? Socket.connect(host: "127.0.0.1", port: port) else { continue }
        try? socket.write(bytes)
        var answer: [UInt8] = [0]
        if (try? socket.read(into: &answer)) != true { refused.increment() }
      }
    }
    #expect(refused.value == 4)
    #expect(results.map(\.failure) == [nil, nil])
    #expect(job.sums.all.reduce(0, +) == job.expected)
  }

  @Test func workersOfDifferentTokensDoNotConnect() async throws {
    let results = try await runOnTwoWorkers(SumJob(), tokens: [testToken, String(repeating: "00", count: 32)])
    #expect(results.allSatisfy { $0.failure?.domain == .infrastructure })
  }

  @Test func aFailureEndsAllSubtasksEverywhere() async throws {
    let batches = Counter()
    let job = SumJob(numbers: 50_000_000) {
      batches.increment()
      if batches.value == 20 { throw Broken() }
    }
    let results = try await runOnTwoWorkers(job)
    let failures = results.flatMap(\.updates).filter { $0.state == .failed }
    #expect(failures.contains { $0.failure?.domain == .user && $0.failure?.message.contains("'sum' subtask") == true })
    #expect(results.allSatisfy { $0.failure != nil })
    #expect(!results.flatMap(\.updates).contains { $0.state == .finished })
  }

  @Test func onlyTheFirstFailureInAProcessCounts() async throws {
    let job = SumJob(upstream: 3, downstream: 3, numbers: 50_000_000) { throw Broken() }
    let execution = try JobExecution(job.program, subtasks: job.graph.subtasks)
    let updates = UpdateList()
    let failure = try await onThread { execution.run { updates.add($0) } }
    #expect(failure?.domain == .user)
    #expect(failure?.message.hasPrefix("'sum' subtask") == true)
    #expect(updates.all.filter { $0.state == .canceled || $0.state == .failed }.count == 6)
  }

  @Test func cancelling() async throws {
    let started = Counter()
    let job = SumJob(numbers: .max) { started.increment() }
    let execution = try JobExecution(job.program, subtasks: job.graph.subtasks)
    async let failure = onThread { execution.run { _ in } }
    try await eventually { started.value > 0 }
    execution.cancel()
    #expect(try await failure?.domain == .cancelled)
  }

  @Test func aSlowConsumerStopsItsProducer() async throws {
    let release = Mailbox<Void>()
    let entered = Counter()
    let job = SumJob(upstream: 1, downstream: 2, numbers: 8_000_000) {
      entered.increment()
      _ = release.take()
    }
    let program = job.program
    let source = try JobExecution(program, subtasks: [SubtaskID(vertex: 0, index: 0)])
    let sinks = try JobExecution(program, subtasks: [SubtaskID(vertex: 1, index: 0), SubtaskID(vertex: 1, index: 1)])
    let listener = try DataListener(routes: sinks.routes, token: testToken)
    defer { listener.close() }
    let peer = WorkerAddress(
      host: "127.0.0.1", port: listener.port, subtasks: program.graph.subtasks.filter { $0.vertex == 1 })
    let finished = Counter()
    async let sent = onThread { () -> Failure? in
      let failure = source.run(peers: [peer], token: testToken) { _ in }
      finished.increment()
      return failure
    }
    async let received = onThread { sinks.run { _ in } }
    try await eventually { entered.value == 2 && sinks.waitingPackets == 2 * InputGate.queueCapacity }
    // 64 MB were to be sent; queues and socket buffers take a few of them, and the source must still be at it.
    #expect(finished.value == 0)
    release.close()
    #expect(try await sent == nil)
    #expect(try await received == nil)
    #expect(job.sums.all.reduce(0, +) == job.expected)
  }

  @Test func refusesSubtasksThatAreNotInTheGraph() {
    let program = SumJob().program
    #expect(throws: Failure.self) { try JobExecution(program, subtasks: [SubtaskID(vertex: 1, index: 2)]) }
    #expect(throws: Failure.self) { try JobExecution(program, subtasks: [SubtaskID(vertex: 5, index: 0)]) }
  }
}
