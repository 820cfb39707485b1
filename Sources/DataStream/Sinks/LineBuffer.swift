public import StreamRecords
public import TaskRuntime

/// Gathers records as lines of text until they are written.
@usableFromInline
final class LineBuffer {
  /// A pointer, so that reaching it costs no exclusivity check.
  @usableFromInline let bytes: UnsafeMutablePointer<ByteWriter>
  @usableFromInline let prefix: String

  /// - Parameter prefix: begins every line.
  @usableFromInline init(prefix: String = "") {
    self.prefix = prefix
    bytes = .allocate(capacity: 1)
    bytes.initialize(to: ByteWriter(capacity: 32 << 10))
  }

  deinit {
    bytes.deinitialize(count: 1)
    bytes.deallocate()
  }

  /// Appends the records as `"\(record)"`, each with a line feed.
  @inlinable func append<Record>(_ batch: Batch<Record>) {
    batch.consumeEach { record in append(line: text(of: record)) }
  }

  @inlinable @inline(__always) func text<Record>(of record: Record) -> String {
    record as? String ?? "\(record)"
  }

  @usableFromInline func append(line: String) {
    if !prefix.isEmpty { append(prefix) }
    append(line)
    bytes.pointee.integer(0x0A as UInt8)
  }

  private func append(_ text: String) {
    var text = text
    text.withUTF8 { bytes.pointee.bytes(UnsafeRawBufferPointer($0)) }
  }

  /// Hands all lines to `write` and forgets them.
  @usableFromInline func drain(_ write: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    guard bytes.pointee.count > 0 else { return }
    try bytes.pointee.withBytes(write)
    bytes.pointee.truncate(to: 0)
  }
}
