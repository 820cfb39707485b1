import DreyModel
import StreamRecords
import Testing

@testable import TaskRuntime

/// Records that cannot be encoded, or cannot be decoded by whoever receives them.
@Suite(.timeLimit(.minutes(1))) struct RecordFailureTests {
  struct Refused: Error, CustomStringConvertible {
    let description = "it is refused"
  }

  struct Unencodable: Codable, StreamCodable {
    init() {}
    init(from decoder: any Decoder) throws {}
    func encode(to encoder: any Encoder) throws { throw Refused() }
  }

  struct Undecodable: Codable, StreamCodable {
    init() {}
    init(from decoder: any Decoder) throws { throw Refused() }
    func encode(to encoder: any Encoder) throws {}
  }

  /// Sends one record from a worker to another, or within one.
  /// - Returns: the failures that sender and receiver reported.
  private func send<Record: StreamCodable>(_ record: Record, remote: Bool) async throws -> [Failure] {
    let parts = remote ? [[0], [1]] : [[0, 1]]
    return try await Workers(
      Self.program(sending: record), parts: parts.map { $0.map { SubtaskID(vertex: $0, index: 0) } }
    ).run()
  }

  private static func program<Record: StreamCodable>(sending record: Record) -> JobProgram {
    let graph = JobGraph(
      name: "refused",
      vertices: [
        JobVertex(id: 0, name: "source", parallelism: 1, operators: []),
        JobVertex(id: 1, name: "sink", parallelism: 1, operators: []),
      ], edges: [JobEdge(id: 0, source: 0, target: 1, shipStrategy: .hash)])
    let source = VertexProgram { context in
      let partitioner = try Partitioner<Record>(context, edge: 0)
      let output = Output<Record>(
        batch: { batch in try partitioner.send(batch) { _ in 0 } }, signal: partitioner.signal)
      return { try context.runSource(into: output) { _, out in out.emit(record) } }
    }
    let sink = VertexProgram { context in
      let reader = try InputReader(context)
      reader.add(edges: [0], into: Output<Record>(batch: { $0.consumeEach { _ in } }, signal: { _ in }))
      return reader.run
    }
    return JobProgram(graph: graph, vertices: [source, sink])
  }

  @Test func aRecordThatCannotBeEncodedFailsItsSender() async throws {
    let failures = try await send(Unencodable(), remote: true)
    let own = failures.first { $0.domain == .user }
    #expect(own?.message == "'source' subtask 1/1 failed: cannot encode a Unencodable: it is refused")
  }

  @Test func bytesThatAreNoRecordFailTheirReceiver() async throws {
    let failures = try await send(Undecodable(), remote: true)
    let message = "the records of this edge: these bytes are no Undecodable: it is refused"
    #expect(failures.contains { $0.message.hasSuffix(message) }, "\(failures)")
  }

  @Test func recordsThatStayInTheirProcessAreNotEncoded() async throws {
    let failures = try await send(Unencodable(), remote: false)
    #expect(failures.isEmpty)
  }
}
