import Glibc
import NIOCore

/// Takes the body of a request of the type `multipart/form-data` (RFC 7578) apart, as it comes.
struct MultipartParser: Sendable {
  enum Event: Sendable, Equatable {
    /// A part begins; its content follows.
    case part(MultipartPart)
    case content(ByteBuffer)
    case partEnd
  }

  /// More means: wait for more input. End: the closing boundary has come.
  enum Step: Sendable, Equatable {
    case event(Event)
    case more
    case end
  }

  private enum State { case preamble, afterBoundary, headers, content, partEnd, end }

  static let headerLimit = 8 << 10
  static let partLimit = 16

  /// The boundary with what precedes it.
  private let delimiter: [UInt8]
  private var buffer: ByteBuffer
  private var state = State.preamble
  private var parts = 0

  init(boundary: String) {
    delimiter = Array("\r\n--\(boundary)".utf8)
    // The first boundary has no line before it.
    buffer = ByteBuffer(string: "\r\n")
  }

  mutating func append(_ chunk: ByteBuffer) {
    buffer.discardReadBytes()
    buffer.writeImmutableBuffer(chunk)
  }

  /// - Throws: ``RestError`` where it is no such body.
  mutating func next() throws(RestError) -> Step {
    while true {
      switch state {
      case .preamble: if try !skipPreamble() { return .more }
      case .afterBoundary: if try !readAfterBoundary() { return .more }
      case .headers: return try readHeaders().map { .event(.part($0)) } ?? .more
      case .content:
        if let content = readContent() { return .event(.content(content)) }
        if state == .content { return .more }
      case .partEnd:
        state = .afterBoundary
        return .event(.partEnd)
      case .end: return .end
      }
    }
  }

  private mutating func skipPreamble() throws(RestError) -> Bool {
    guard let index = find(delimiter) else {
      guard buffer.readableBytes < Self.headerLimit else { throw Self.malformed("it does not begin with its boundary") }
      return false
    }
    buffer.moveReaderIndex(forwardBy: index + delimiter.count)
    state = .afterBoundary
    return true
  }

  private mutating func readAfterBoundary() throws(RestError) -> Bool {
    guard let bytes = buffer.readBytes(length: 2) else { return false }
    switch bytes {
    case [0x2D, 0x2D]: state = .end
    case [0x0D, 0x0A]: state = .headers
    default: throw Self.malformed("a boundary is not followed by a new line")
    }
    return true
  }

  private mutating func readHeaders() throws(RestError) -> MultipartPart? {
    let end = Array("\r\n\r\n".utf8)
    guard let length = find(end) else {
      guard buffer.readableBytes < Self.headerLimit else { throw Self.malformed("the headers of a part are too long") }
      return nil
    }
    guard length < Self.headerLimit, let text = buffer.readString(length: length) else {
      throw Self.malformed("the headers of a part are too long")
    }
    parts += 1
    guard parts <= Self.partLimit else { throw Self.malformed("it has more than \(Self.partLimit) parts") }
    guard let part = MultipartPart(headers: text) else { throw Self.malformed("a part has no name") }
    // The last new line stays: where the content is empty it belongs to the next boundary.
    buffer.moveReaderIndex(forwardBy: end.count - 2)
    state = .content
    isFirstContent = true
    return part
  }

  private var isFirstContent = false

  /// - Returns: nil where there is none at present, or no more (see ``state``).
  private mutating func readContent() -> ByteBuffer? {
    let end = find(delimiter)
    // What could be the beginning of a boundary is kept.
    let available = end ?? max(0, buffer.readableBytes - delimiter.count + 1)
    if isFirstContent {
      if end == 0 { return endPart() }
      guard available >= 2 else { return nil }
      buffer.moveReaderIndex(forwardBy: 2)
      isFirstContent = false
      return readContent()
    }
    guard available > 0 else { return end == nil ? nil : endPart() }
    return buffer.readSlice(length: available)
  }

  private mutating func endPart() -> ByteBuffer? {
    buffer.moveReaderIndex(forwardBy: delimiter.count)
    state = .partEnd
    return nil
  }

  private func find(_ bytes: [UInt8]) -> Int? {
    buffer.withUnsafeReadableBytes { haystack in
      guard let start = haystack.baseAddress, let first = bytes.first else { return nil }
      var from = 0
      while from + bytes.count <= haystack.count,
        let hit = memchr(start + from, Int32(first), haystack.count - bytes.count - from + 1)
      {
        let index = UnsafeRawPointer(hit) - start
        if memcmp(start + index, bytes, bytes.count) == 0 { return index }
        from = index + 1
      }
      return nil
    }
  }

  static func malformed(_ what: String) -> RestError {
    RestError(.badRequest, "the body is not multipart/form-data: \(what)")
  }
}
