import DreyModel
import StreamRecords
import Synchronization
import Testing

@testable import TaskRuntime

/// Records that are dealt out to several subtasks, in this process or in another one.
@Suite(.timeLimit(.minutes(3))) struct SpreadingTests {
  private static let channels = 3
  private static let count = 5000

  /// A record that is counted as long as it lives.
  private final class Item: StreamCodable, Sendable {
    private static let living = Mutex<[Int: Int]>([:])
    let run: Int
    let number: Int

    init(run: Int, _ number: Int) {
      (self.run, self.number) = (run, number)
      Self.living.withLock { $0[run, default: 0] += 1 }
    }

    deinit { Self.living.withLock { [run] in $0[run, default: 0] -= 1 } }

    static func alive(in run: Int) -> Int { living.withLock { $0[run] ?? 0 } }

    static func put(_ item: Item, into writer: inout ByteWriter) {
      writer.integer(UInt64(truncatingIfNeeded: item.run))
      writer.integer(UInt64(truncatingIfNeeded: item.number))
    }

    static func get(from reader: inout ByteReader) -> Self {
      let (run, number): (UInt64, UInt64) = (reader.integer(), reader.integer())
      return Self(run: Int(truncatingIfNeeded: run), Int(truncatingIfNeeded: number))
    }
  }

  private struct Refusal: Error {}

  private final class Arrivals: Sendable {
    private let lists = Mutex([[Int]](repeating: [], count: channels))
    private let times = Mutex([[Int]](repeating: [], count: channels))
    var all: [[Int]] { lists.withLock { $0 } }
    var allTimes: [[Int]] { times.withLock { $0 } }

    func add(_ batch: Batch<Item>, to channel: Int) {
      let timestamps = (0..<batch.count).compactMap { batch.timestamps?[$0] }
      times.withLock { $0[channel] += timestamps }
      batch.consumeEach { item in lists.withLock { $0[channel].append(item.number) } }
    }
  }

  /// Numbers from 0 are sent to the subtasks that `choose` names.
  private func spread(
    run: Int, isTimed: Bool = false, remote: Bool = false, failingSink: Bool = false,
    _ choose: @escaping @Sendable (Int) throws -> Int
  ) async throws -> (arrivals: Arrivals, failures: [Failure]) {
    let arrivals = Arrivals()
    let graph = JobGraph(
      name: "spread",
      vertices: [
        JobVertex(id: 0, name: "source", parallelism: 1, operators: []),
        JobVertex(id: 1, name: "sink", parallelism: Self.channels, operators: []),
      ], edges: [JobEdge(id: 0, source: 0, target: 1, shipStrategy: .hash)])
    let source = VertexProgram { context in
      let partitioner = try Partitioner<Item>(context, edge: 0)
      let output = Output<Item>(
        batch: { batch in try partitioner.send(batch) { try choose($0.pointee.number) } }, signal: partitioner.signal)
      return {
        try context.runSource(into: output) { context, out in
          for number in 0..<Self.count {
            if isTimed { out.setTimestamp(number + 7) }
            out.emit(Item(run: run, number))
          }
        }
      }
    }
    let sink = VertexProgram { context in
      let reader = try InputReader(context)
      let index = context.index
      let output = Output<Item>(
        batch: { batch in
          arrivals.add(batch, to: index)
          if failingSink { throw Refusal() }
        }, signal: { _ in })
      reader.add(edges: [0], into: output)
      return reader.run
    }
    let sinks = (0..<Self.channels).map { SubtaskID(vertex: 1, index: $0) }
    let parts = remote ? [[SubtaskID(vertex: 0, index: 0)], sinks] : [[SubtaskID(vertex: 0, index: 0)] + sinks]
    let failures = try await Workers(JobProgram(graph: graph, vertices: [source, sink]), parts: parts).run()
    return (arrivals, failures)
  }

  /// What waits in a gate goes with it, once the last thread has let go of the job.
  private func nothingIsLeft(of run: Int) async throws { try await eventually { Item.alive(in: run) == 0 } }

  @Test(arguments: [false, true], [false, true])
  func eachChannelGetsItsOwnInOrder(isTimed: Bool, remote: Bool) async throws {
    let run = 10 + (isTimed ? 1 : 0) + (remote ? 2 : 0)
    let (arrivals, failures) = try await spread(run: run, isTimed: isTimed, remote: remote) { $0 % 7 % Self.channels }
    #expect(failures.isEmpty)
    for channel in 0..<Self.channels {
      #expect(arrivals.all[channel] == (0..<Self.count).filter { $0 % 7 % Self.channels == channel })
    }
    #expect(arrivals.allTimes == arrivals.all.map { isTimed ? $0.map { $0 + 7 } : [] })
    try await nothingIsLeft(of: run)
  }

  @Test(arguments: [0, 100, 300, 4999]) func aChoiceThatFailsLeavesNothing(failing: Int) async throws {
    let run = 1000 + failing
    let (_, failures) = try await spread(run: run) { number in
      if number == failing { throw Refusal() }
      return number % Self.channels
    }
    #expect(failures.contains { $0.domain == .user })
    try await nothingIsLeft(of: run)
  }

  @Test func channelsThatAreClosedLeaveNothing() async throws {
    let (_, failures) = try await spread(run: 3, failingSink: true) { $0 % Self.channels }
    #expect(failures.contains { $0.domain == .user })
    try await nothingIsLeft(of: 3)
  }
}
