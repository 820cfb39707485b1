import Glibc

/// Reads a body from its beginning to its end, and again if a connection has to be made anew.
public struct BodyReader: ~Copyable {
  private let segments: [HTTPBody.Segment]
  private var index = 0
  private var offset = 0
  private var descriptor: Int32 = -1
  /// Why reading failed.
  public private(set) var failure: String?

  public init(_ body: HTTPBody) { segments = body.segments }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Fills the buffer as far as possible; 0 at the end, `nil` after a failure.
  public mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    var filled = 0
    while filled < buffer.count, index < segments.count {
      guard let count = readSegment(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])) else {
        return nil
      }
      filled += count
      if offset == segments[index].size { advance() }
    }
    return filled
  }

  /// Starts again.
  public mutating func rewind() {
    index = 0
    offset = 0
    closeFile()
  }

  private mutating func readSegment(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    let segment = segments[index]
    let wanted = min(buffer.count, segment.size - offset)
    guard wanted > 0 else { return 0 }
    let count: Int?
    switch segment {
    case .bytes(let bytes):
      bytes.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + wanted])) }
      count = wanted
    case .file(let path, _):
      count = readFile(path, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
    }
    offset += count ?? 0
    return count
  }

  private mutating func readFile(_ path: String, into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    if descriptor < 0 { descriptor = open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { return fail("\(path) cannot be opened: \(String(cString: strerror(errno)))") }
    let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
    if count > 0 { return count }
    if count < 0, errno == EINTR { return 0 }
    return fail(
      count == 0 ? "\(path) became shorter while it was sent" : "\(path): \(String(cString: strerror(errno)))")
  }

  private mutating func fail(_ message: String) -> Int? {
    failure = message
    return nil
  }

  private mutating func advance() {
    index += 1
    offset = 0
    closeFile()
  }

  private mutating func closeFile() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
  }
}
