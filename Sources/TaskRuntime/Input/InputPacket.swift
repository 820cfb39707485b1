public import DreyModel
public import StreamRecords

/// Records as they came along one edge, with access that is typed by that edge.
@usableFromInline
struct InputPacket {
  let packet: Packet

  init(_ packet: Packet) { self.packet = packet }

  /// Passes all records on to `output`, by way of `emitter` where they have to be decoded.
  @inlinable func deliver<Record: StreamCodable>(to output: Output<Record>, _ emitter: EmitterCell<Record>) throws {
    if let records = records(as: Record.self) { return try records.consume(output.batch) }
    let emitter = emitter.emitter
    if isTimed {
      emitter.pointee.beginTimestamps()
      try decode { reader in
        let timestamp = reader.integer(Int.self)
        emitter.pointee.emit(try Record.get(from: &reader), timestamp: timestamp)
      }
    } else {
      emitter.pointee.endTimestamps()
      try decode { reader in emitter.pointee.emit(try Record.get(from: &reader)) }
    }
    try emitter.pointee.endBatch()
  }

  /// Appends all records as they would be in a frame, and leaves them where they are.
  @inlinable func encode<Record: StreamCodable>(as type: Record.Type, into writer: inout ByteWriter) throws {
    guard let records = records(as: Record.self) else {
      var (reader, _) = try frame()
      return writer.bytes(reader.bytes(reader.remaining))
    }
    for index in 0..<records.count {
      if let timestamps = records.timestamps { writer.integer(timestamps[index]) }
      try Record.put(records.base[index], into: &writer)
    }
  }

  /// The records of a batch from this process.
  @usableFromInline func records<Record>(as type: Record.Type) -> RecordBatch<Record>? {
    guard case .records(let batch, _, _) = packet else { return nil }
    return batch as? RecordBatch<Record>
  }

  @usableFromInline var isTimed: Bool {
    switch packet {
    case .frame(let frame): frame.isTimed
    case .records(let batch, _, _): (batch as? any TimedBatch)?.isTimed ?? false
    case .signal: false
    }
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
