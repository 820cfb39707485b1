public import DreyModel
public import StreamRecords

extension SubtaskContext {
  /// Reads all input of this subtask, from all its channels, into `output`.
  ///
  /// - Throws: what `output` throws, or why the input cannot be had to its end.
  @inlinable public func readInput<Record: StreamCodable>(into output: Output<Record>) throws {
    let emitter = EmitterCell(output)
    while let packet = try nextInput() {
      if let records = packet.records(as: Record.self) {
        try records.consume(output.batch)
      } else {
        try packet.decode { (reader: inout ByteReader) in emitter.emitter.pointee.emit(try Record.get(from: &reader)) }
        try emitter.emitter.pointee.endBatch()
      }
    }
    try output.signal(.endOfInput)
  }

  @usableFromInline func nextInput() throws(Failure) -> InputPacket? {
    guard let gate else { throw Failure(.infrastructure, "'\(vertex.name)' has no input to read") }
    return try gate.next().map(InputPacket.init)
  }
}

/// A ``Packet`` with access that is typed by the edge it came along.
@usableFromInline
struct InputPacket {
  let packet: Packet

  init(_ packet: Packet) { self.packet = packet }

  /// The records of a batch from this process.
  @usableFromInline func records<Record>(as type: Record.Type) -> RecordBatch<Record>? {
    guard case .records(let batch) = packet else { return nil }
    return batch as? RecordBatch<Record>
  }

  /// Calls `decodeOne` once per record of a frame.
  /// - Throws: ``Failure`` where the bytes are not the records they are said to be.
  @inlinable func decode(_ decodeOne: (inout ByteReader) throws -> Void) throws(Failure) {
    var (reader, recordCount) = try frame()
    var decoded = 0
    do {
      while decoded < recordCount, !reader.failed {
        try decodeOne(&reader)
        decoded += 1
      }
    } catch {
      throw malformed(": \(error)")
    }
    if reader.failed || reader.remaining > 0 { throw malformed() }
  }

  @usableFromInline func frame() throws(Failure) -> (ByteReader, Int) {
    guard case .frame(let frame) = packet else { throw malformed() }
    return (ByteReader(UnsafeRawBufferPointer(frame.bytes)), frame.recordCount)
  }

  @usableFromInline func malformed(_ cause: String = "") -> Failure {
    Failure(
      .infrastructure, "received bytes that are not the records of this edge\(cause)",
      advice: "Check that put and get of the record's StreamCodable conformance mirror each other.")
  }
}
