import DreyModel
import StreamRecords
import Synchronization
import Testing

@testable import TaskRuntime

/// A record of many bytes, encoded at one go.
private struct Blob: StreamCodable {
  var bytes: [UInt8]

  static func put(_ blob: Blob, into writer: inout ByteWriter) {
    Int.put(blob.bytes.count, into: &writer)
    blob.bytes.withUnsafeBytes { writer.bytes($0) }
  }

  static func get(from reader: inout ByteReader) -> Blob {
    let count = Int.get(from: &reader)
    return Blob(bytes: Array(reader.bytes(count)))
  }
}

/// Two branches that have nothing to do with each other: a source and a sink each, of which one sink may be held up.
struct TwoBranches: Sendable {
  /// Bytes of a record.
  let recordSize: Int
  /// Records of the branch that is held up, and of the other.
  let records: [Int]
  let received = [Counter(), Counter()]
  /// Called in front of every batch of the first branch's sink.
  let onBatch: @Sendable () -> Void

  var graph: JobGraph {
    let names = ["stalled source", "source", "stalled sink", "sink"]
    return JobGraph(
      name: "branches",
      vertices: names.enumerated().map { JobVertex(id: $0, name: $1, parallelism: 1, operators: []) },
      edges: [0, 1].map { JobEdge(id: $0, source: $0, target: $0 + 2, shipStrategy: .rebalance) })
  }

  var program: JobProgram {
    JobProgram(graph: graph, vertices: [source(0), source(1), sink(0), sink(1)])
  }

  func subtasks(_ vertices: [Int]) -> [SubtaskID] { vertices.map { SubtaskID(vertex: $0, index: 0) } }

  private func source(_ branch: Int) -> VertexProgram {
    let (count, record) = (records[branch], Blob(bytes: Array(repeating: 7, count: recordSize)))
    return VertexProgram { context in
      let partitioner = try Partitioner<Blob>(context, edge: branch)
      let output = Output<Blob>(
        batch: { batch in try partitioner.send(batch) { _ in 0 } }, signal: partitioner.signal)
      return {
        try context.runSource(into: output) { context, out in
          for number in 0..<count {
            out.emit(record)
            if number % 16 == 0 {
              try context.checkCancellation()
              try out.endBatch()
            }
          }
        }
      }
    }
  }

  private func sink(_ branch: Int) -> VertexProgram {
    let (received, onBatch) = (received[branch], onBatch)
    return VertexProgram { context in
      let reader = try InputReader(context)
      let output = Output<Blob>(
        batch: { batch in
          if branch == 0 { onBatch() }
          batch.consumeEach { _ in received.increment() }
        }, signal: { _ in })
      reader.add(edges: [branch], into: output)
      return reader.run
    }
  }
}

@Suite(.timeLimit(.minutes(2))) struct FlowControlTests {
  /// The most that a gate may hold of a branch whose packets are far smaller than the budget: a full queue.
  private static let queueBytes = InputGate.queueCapacity * (BatchSize.maximum + (1 << 20))

  /// Packets in the queue of a sink that took one out of a full queue and no more; its producer is not woken for that.
  private static let fullQueue = InputGate.queueCapacity - 1

  @Test(arguments: [1_000, 300_000]) func aStalledBranchHoldsLittleAndTheOtherFlows(recordSize: Int) async throws {
    let release = Mailbox<Void>()
    let job = TwoBranches(recordSize: recordSize, records: [40_000_000 / recordSize * 3, 30_000_000 / recordSize]) {
      _ = release.take()
    }
    let execution = try JobExecution(job.program, subtasks: job.graph.subtasks)
    let finished = Mutex<Set<Int>>([])
    async let ended = onThread {
      execution.run { update in
        if update.state == .finished { finished.withLock { _ = $0.insert(update.subtask.vertex) } }
      }
    }
    try await eventually {
      finished.withLock { $0 == [1, 3] } && execution.waitingPackets >= Self.fullQueue
        && execution.progress[0].metrics.backPressuredTime > 50
    }
    #expect(job.received[0].value == 0)
    #expect(execution.waitingBytes <= Self.queueBytes)
    let metrics = execution.progress.map(\.metrics)
    // What was taken out of the queue and what waits to be put into it come on top.
    #expect(metrics[0].writeBytes <= Self.queueBytes + 2 * (BatchSize.maximum + (1 << 20)))
    release.close()
    #expect(try await ended == nil)
    #expect(job.received[0].value == job.records[0])
    #expect(execution.waitingBytes == 0)
  }

  @Test func aStalledBranchBetweenWorkersHoldsLittleAndTheOtherFlows() async throws {
    let release = Mailbox<Void>()
    let job = TwoBranches(recordSize: 300_000, records: [500, 100]) { _ = release.take() }
    let (sources, sinks) = (job.subtasks([0, 1]), job.subtasks([2, 3]))
    let sending = try JobExecution(job.program, subtasks: sources)
    let receiving = try JobExecution(job.program, subtasks: sinks)
    let listener = try DataListener(routes: receiving.routes, token: testToken)
    defer { listener.close() }
    let peer = WorkerAddress(host: "127.0.0.1", port: listener.port, subtasks: sinks)
    async let sent = onThread { sending.run(peers: [peer], token: testToken) { _ in } }
    async let received = onThread { receiving.run { _ in } }
    try await eventually {
      job.received[1].value == job.records[1] && receiving.waitingPackets >= Self.fullQueue
        && sending.progress[0].metrics.backPressuredTime > 50
    }
    #expect(job.received[0].value == 0)
    #expect(receiving.waitingBytes <= InputGate.queueCapacity * 400_000)
    // The queue, a packet at either end of the connection, and the buffers of the two sockets; of 150 MB in all.
    #expect(sending.progress[0].metrics.writeBytes < 40_000_000)
    release.close()
    #expect(try await sent == nil)
    #expect(try await received == nil)
    #expect(job.received[0].value == job.records[0])
  }

  @Test(arguments: [false, true]) func aFastSourceIsHeldToTheSpeedOfItsSink(isApart: Bool) async throws {
    let job = TwoBranches(recordSize: 50_000, records: [.max, 1]) { pause(milliseconds: 2) }
    let parts = isApart ? [job.subtasks([0, 1]), job.subtasks([2, 3])] : [job.graph.subtasks]
    let executions = try parts.map { try JobExecution(job.program, subtasks: $0) }
    let listener = try DataListener(routes: executions[parts.count - 1].routes, token: testToken)
    defer { listener.close() }
    let peer = WorkerAddress(host: "127.0.0.1", port: listener.port, subtasks: parts[parts.count - 1])
    let ended = Counter()
    for execution in executions {
      try PosixThread.spawn {
        _ = execution.run(peers: [peer], token: testToken) { _ in }
        ended.increment()
      }
    }
    let highest = Mutex(0)
    let end = ContinuousClock.now + .seconds(2)
    try await eventually {
      let bytes = executions.reduce(0) { $0 + $1.waitingBytes }
      highest.withLock { $0 = max($0, bytes) }
      return ContinuousClock.now > end && job.received[0].value > 1000
    }
    #expect(highest.withLock { $0 } > 0)
    #expect(highest.withLock { $0 } <= Self.queueBytes)
    let written = executions[0].progress[0].metrics
    let read = executions.flatMap(\.progress).first { $0.subtask.vertex == 2 }?.metrics.readBytes ?? 0
    #expect(written.writeBytes - read <= 40_000_000)
    #expect(written.backPressuredTime > written.busyTime)
    for execution in executions { execution.cancel() }
    try await eventually { ended.value == executions.count }
  }
}
