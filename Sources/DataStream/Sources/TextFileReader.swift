import DreyModel
import Glibc
import StreamRecords
import TaskRuntime

/// A text file that is open for reading.
final class TextFile {
  let path: String
  private let descriptor: Int32
  /// nil for what has no size, such as a pipe.
  private let size: Int?

  /// - Throws: ``Failure`` that names the path, where it cannot be read.
  init(_ path: String) throws(Failure) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure(path, errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.failure(path, errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw Self.failure(path, EISDIR) }
    size = status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
  }

  deinit { close(descriptor) }

  /// The bytes whose lines one subtask reads; nil where there is nothing for it.
  func part(_ index: Int, of parts: Int) -> Range<Int>? {
    guard let size else { return index == 0 ? 0..<Int.max : nil }
    // Rounded down, so that neighbours agree on their border; the products fit for files of up to 2^48 bytes.
    let range =
      size / parts * index + size % parts * index / parts..<size / parts * (index + 1) + size % parts * (index + 1)
      / parts
    return range.isEmpty ? nil : range
  }

  /// Reads what there is at `offset`, at most `bytes` in full; 0 means the end.
  func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws(Failure) -> Int {
    while true {
      let count =
        size == nil
        ? Glibc.read(descriptor, bytes.baseAddress, bytes.count)
        : pread(descriptor, bytes.baseAddress, bytes.count, off_t(offset))
      if count >= 0 { return count }
      if errno != EINTR { throw Self.failure(path, errno) }
    }
  }

  private static func failure(_ path: String, _ code: Int32) -> Failure {
    Failure(
      .user, "cannot read '\(path)': \(String(cString: strerror(code)))",
      advice: "Check the path. In a container a file must be mounted to be seen: drey run --volume FOLDER:FOLDER:ro.")
  }
}

/// Cuts a part of a file into lines.
///
/// A line belongs to the part that its first byte is in; so a part that does not begin the file looks one byte back, where
/// it finds either the end of the line before or the middle of one that is not its own.
struct LineReader: ~Copyable {
  private static let chunkSize = 256 << 10

  private let file: TextFile
  private let end: Int
  /// Where in the file the next read begins.
  private var offset: Int
  private var skipsFirst: Bool
  private var buffer: UnsafeMutableRawBufferPointer
  /// Bytes at the start of the buffer that belong to a line whose end has not been read.
  private var pending = 0

  init(_ file: TextFile, range: Range<Int>) {
    self.file = file
    end = range.upperBound
    skipsFirst = range.lowerBound > 0
    offset = max(0, range.lowerBound - 1)
    buffer = .allocate(byteCount: 2 * Self.chunkSize, alignment: 16)
  }

  deinit { buffer.deallocate() }

  /// Reads on and emits the lines that are complete.
  /// - Returns: false when the part has been read.
  mutating func emitChunk(to out: inout Emitter<String>) throws(Failure) -> Bool {
    if buffer.count - pending < Self.chunkSize { enlarge() }
    let free = UnsafeMutableRawBufferPointer(rebasing: buffer[pending..<pending + Self.chunkSize])
    let count = try file.read(into: free, at: offset)
    guard count > 0 else {
      if pending > 0, !skipsFirst { out.emit(line(0, pending)) }
      return false
    }
    let filled = pending + count
    let firstByte = offset - pending
    offset += count
    var start = 0
    var scan = pending
    while let newline = find(from: scan, to: filled) {
      // Where the line begins decides whether it is ours, not where it ends.
      guard firstByte + start < end else { return false }
      if skipsFirst { skipsFirst = false } else { out.emit(line(start, newline)) }
      start = newline + 1
      scan = start
    }
    pending = filled - start
    if pending > 0, firstByte + start >= end { return false }
    if start > 0, pending > 0, let base = buffer.baseAddress { memmove(base, base + start, pending) }
    return true
  }

  private func find(from start: Int, to end: Int) -> Int? {
    guard let base = buffer.baseAddress, let found = memchr(base + start, 0x0A, end - start) else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }

  private func line(_ start: Int, _ end: Int) -> String {
    let stripped = end > start && buffer[end - 1] == 0x0D ? end - 1 : end
    return String(decoding: UnsafeRawBufferPointer(rebasing: buffer[start..<stripped]), as: UTF8.self)
  }

  private mutating func enlarge() {
    let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: buffer.count * 2, alignment: 16)
    larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<pending]))
    buffer.deallocate()
    buffer = larger
  }
}
