import Glibc

/// Cuts bytes into texts as they arrive.
struct DelimitedBytes {
  /// One byte or more.
  private let delimiter: [UInt8]
  private var bytes: [UInt8] = []

  init(delimiter: [UInt8]) { self.delimiter = delimiter }

  /// Bytes of a text whose end has not arrived.
  var pending: Int { bytes.count }

  /// The text that nothing ended; nil where there is none.
  var last: String? { bytes.isEmpty ? nil : bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) } }

  /// Calls `body` with every text that the bytes complete.
  mutating func append(_ more: UnsafeRawBufferPointer, _ body: (String) -> Void) {
    // The delimiter may have begun before.
    let scanned = max(0, bytes.count - delimiter.count + 1)
    bytes.append(contentsOf: more)
    let used = bytes.withUnsafeBytes { bytes in
      var start = 0
      while let end = find(in: bytes, from: max(start, scanned)) {
        body(text(bytes[start..<end]))
        start = end + delimiter.count
      }
      return start
    }
    bytes.removeFirst(used)
  }

  private func find(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    guard let base = bytes.baseAddress else { return nil }
    var scan = start
    while scan + delimiter.count <= bytes.count,
      let first = memchr(base + scan, Int32(delimiter[0]), bytes.count - delimiter.count + 1 - scan)
    {
      let found = UnsafeRawPointer(first) - base
      if bytes[found..<found + delimiter.count].elementsEqual(delimiter) { return found }
      scan = found + 1
    }
    return nil
  }

  private func text(_ line: Slice<UnsafeRawBufferPointer>) -> String {
    let isLine = delimiter == [0x0A] && line.last == 0x0D
    return String(decoding: UnsafeRawBufferPointer(rebasing: isLine ? line.dropLast() : line), as: UTF8.self)
  }
}
