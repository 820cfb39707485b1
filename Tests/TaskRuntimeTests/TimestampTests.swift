import DreyModel
import StreamRecords
import Synchronization
import Testing

@testable import TaskRuntime

/// Event times and watermarks on their way from a source to a sink, in one process and between two.
@Suite(.timeLimit(.minutes(2))) struct TimestampTests {
  private final class Seen: Sendable {
    private let list = Mutex<[String]>([])

    func add(_ text: String) { list.withLock { $0.append(text) } }
    var all: [String] { list.withLock { $0 } }
  }

  private let seen = Seen()

  private var program: JobProgram {
    let graph = JobGraph(
      name: "times",
      vertices: [
        JobVertex(id: 0, name: "source", parallelism: 1, operators: []),
        JobVertex(id: 1, name: "sink", parallelism: 1, operators: []),
      ], edges: [JobEdge(id: 0, source: 0, target: 1, shipStrategy: .forward)])
    let source = VertexProgram { context in
      let partitioner = try Partitioner<String>(context, edge: 0)
      let output = Output<String>(
        batch: { batch in try partitioner.send(batch) { _ in 0 } }, signal: partitioner.signal)
      return {
        try context.runSource(into: output) { _, out in
          out.emit("timeless")
          out.emit("early", timestamp: -5)
          try out.endBatch()
          try output.signal(.watermark(-5))
          try output.signal(.idle)
          try output.signal(.active)
          out.emit("late", timestamp: .max - 1)
        }
      }
    }
    let sink = VertexProgram { [seen] context in
      let output = Output<String>(
        batch: { batch in
          let times = batch.timestamps.map { Array(UnsafeBufferPointer(start: $0, count: batch.count)) }
          var index = 0
          batch.consumeEach { record in
            seen.add("\(record) \(times.map { String($0[index]) } ?? "-")")
            index += 1
          }
        }, signal: { signal in if signal != .flush { seen.add("\(signal)") } })
      let reader = try InputReader(context)
      reader.add(edges: [0], into: output)
      return reader.run
    }
    return JobProgram(graph: graph, vertices: [source, sink])
  }

  private var expected: [String] {
    [
      "timeless -", "early -5", "watermark(-5)", "idle", "active", "late \(Int.max - 1)", "watermark(\(Int.max))",
      "endOfInput",
    ]
  }

  @Test func theyArriveInOrderInOneProcess() async throws {
    let execution = try JobExecution(program, subtasks: program.graph.subtasks)
    let failure = try await onThread { execution.run { _ in } }
    #expect(failure == nil)
    #expect(seen.all == expected)
  }

  @Test func theyArriveInOrderInAnotherProcess() async throws {
    let program = program
    let source = try JobExecution(program, subtasks: [SubtaskID(vertex: 0, index: 0)])
    let sink = try JobExecution(program, subtasks: [SubtaskID(vertex: 1, index: 0)])
    let listener = try DataListener(routes: sink.routes, token: testToken)
    defer { listener.close() }
    let peer = WorkerAddress(host: "127.0.0.1", port: listener.port, subtasks: [SubtaskID(vertex: 1, index: 0)])
    async let sent = onThread { source.run(peers: [peer], token: testToken) { _ in } }
    async let received = onThread { sink.run { _ in } }
    let failures = try await [sent, received]
    #expect(failures == [nil, nil])
    #expect(seen.all == expected)
  }
}
