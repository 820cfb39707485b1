import DreyModel
import Synchronization
import Testing

@testable import TaskRuntime

final class Counter: Sendable {
  private let count = Atomic(0)
  var value: Int { count.load(ordering: .sequentiallyConsistent) }
  func increment() { count.add(1, ordering: .sequentiallyConsistent) }
}

/// Waits for a condition, ten seconds at most.
func eventually(_ condition: @Sendable () -> Bool, sourceLocation: SourceLocation = #_sourceLocation) async throws {
  let deadline = ContinuousClock.now + .seconds(60)
  while !condition() {
    try #require(ContinuousClock.now < deadline, "the condition did not come true", sourceLocation: sourceLocation)
    try await Task.sleep(for: .milliseconds(2))
  }
}

/// Runs a blocking function on a thread of its own.
func onThread<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async throws -> Result {
  let (stream, continuation) = AsyncStream.makeStream(of: Result.self)
  try PosixThread.spawn { continuation.yield(body()) }
  for await result in stream { return result }
  throw Failure(.infrastructure, "the thread gave no result")
}

let testToken = String(repeating: "5a", count: 32)

/// Two vertices: numbers from 0 are dealt by value to subtasks that add them up.
struct SumJob: Sendable {
  let upstream: Int
  let downstream: Int
  let numbers: Int
  let strategy: ShipStrategy
  /// Called per batch before it is added up.
  let onBatch: @Sendable () throws -> Void
  let sums = Sums()

  init(
    upstream: Int = 2, downstream: Int = 2, numbers: Int = 100_000, strategy: ShipStrategy = .hash,
    onBatch: @escaping @Sendable () throws -> Void = {}
  ) {
    (self.upstream, self.downstream, self.numbers, self.onBatch) = (upstream, downstream, numbers, onBatch)
    self.strategy = strategy
  }

  final class Sums: Sendable {
    private let values = Mutex<[Int]>([])
    func add(_ value: Int) { values.withLock { $0.append(value) } }
    var all: [Int] { values.withLock { $0 } }
  }

  var expected: Int { numbers * (numbers - 1) / 2 * (strategy == .broadcast ? downstream : 1) }

  var graph: JobGraph {
    JobGraph(
      name: "sum",
      vertices: [
        JobVertex(id: 0, name: "numbers", parallelism: upstream, operators: []),
        JobVertex(id: 1, name: "sum", parallelism: downstream, operators: []),
      ], edges: [JobEdge(id: 0, source: 0, target: 1, shipStrategy: strategy)])
  }

  var program: JobProgram {
    let (upstream, numbers, strategy, sums, onBatch) = (upstream, numbers, strategy, sums, onBatch)
    let source = VertexProgram { context in
      let partitioner = try Partitioner<Int>(context, edge: 0)
      let output = Output<Int>(
        batch: { batch in
          if strategy == .broadcast { return try partitioner.broadcast(batch) }
          try partitioner.send(batch) { $0.pointee / upstream % partitioner.channelCount }
        }, signal: partitioner.signal)
      return {
        try context.runSource(into: output) { context, out in
          for number in stride(from: context.index, to: numbers, by: upstream) {
            out.emit(number)
            if number / upstream % 1024 == 0 {
              try context.checkCancellation()
              try out.endBatch()
            }
          }
        }
      }
    }
    let sink = VertexProgram { context in
      var sum = 0
      let output = Output<Int>(
        batch: { batch in
          try onBatch()
          batch.consumeEach { sum += $0 }
        },
        signal: { signal in if signal == .endOfInput { sums.add(sum) } })
      let reader = try InputReader(context)
      reader.add(edges: [0], into: output)
      return reader.run
    }
    return JobProgram(graph: graph, vertices: [source, sink])
  }
}
