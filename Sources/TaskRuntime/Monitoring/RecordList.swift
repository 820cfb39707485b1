public import DreyModel
public import StreamRecords
import Synchronization

/// Records for the client, encoded.
public final class RecordList: Accumulator {
  private let records = Mutex(EncodedRecords(count: 0, bytes: []))

  /// A list of no records.
  public init() {}

  /// Appends all records of a batch.
  /// - Parameter limit: bytes that the list may have.
  /// - Throws: ``Failure`` of the domain `user` where it would have more.
  @inlinable public func append<Record: StreamCodable>(_ batch: Batch<Record>, limit: Int) throws {
    var writer = ByteWriter()
    let count = batch.count
    try batch.consumeEach { try Record.put($0, into: &writer) }
    try append(writer, count: count, limit: limit)
  }

  @usableFromInline func append(_ writer: borrowing ByteWriter, count: Int, limit: Int) throws(Failure) {
    let bytes = writer.withBytes { Array($0) }
    let total = records.withLock { records in
      guard records.bytes.count + bytes.count <= limit else { return records.bytes.count + bytes.count }
      records.bytes += bytes
      records.count += count
      return 0
    }
    guard total == 0 else { throw Self.tooLong(limit) }
  }

  /// The records.
  public var localValue: AccumulatorValue { .list(records.withLock { $0 }) }

  /// More was collected than a client is sent.
  public static func tooLong(_ limit: Int) -> Failure {
    Failure(
      .user, "the collected records take more than the \(limit) bytes that can be sent to the client",
      advice: "Collect fewer, or write them with a sink such as writeText.", isPermanent: true)
  }
}
