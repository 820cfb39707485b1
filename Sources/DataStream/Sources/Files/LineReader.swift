import DreyModel
import Glibc

/// Cuts a split of a file into lines.
///
/// A line belongs to the split that its first byte is in; so a split that does not begin the file looks one byte back, where
/// it finds either the end of the line before or the middle of one that is not its own. The first line begins at byte 0,
/// its text behind the mark.
@usableFromInline
final class LineReader {
  private let content: FileContent
  private let end: Int
  /// Whether the file's first line is one of the split's.
  private let hasFirstLine: Bool
  private let fileSize: Int
  private let options: LineOptions
  private var buffer: UnsafeMutableRawBufferPointer
  /// Bytes at the start of the buffer that belong to a line whose end has not been read.
  private var pending = 0
  /// Whether bytes are passed over up to the end of a line: of the split before, or of one that is too long.
  private var passesOver: Bool
  private var rows: RowScanner?
  /// Where the first line begins that has not been handed out; nil once there is none.
  private var position: Int?

  /// - Throws: ``Failure`` where the file cannot be read.
  init(_ split: FileSplit, _ options: LineOptions) throws(Failure) {
    let start = split.range.lowerBound
    content = try FileContent(split.path, size: split.fileSize, from: max(0, start - 1))
    end = split.range.upperBound
    hasFirstLine = start == 0
    fileSize = split.fileSize
    self.options = options
    rows = options.quotedFieldSeparator.map { RowScanner(separator: $0, limit: options.maxLength) }
    passesOver = start > 0
    position = split.range.isEmpty ? nil : start
    buffer = .allocate(byteCount: 2 * options.chunkSize, alignment: 16)
  }

  deinit { buffer.deallocate() }

  /// The lines that have not been handed out.
  @usableFromInline var rest: FileSplit? {
    position.map { FileSplit(path: content.path, range: min($0, end)..<end, fileSize: fileSize) }
  }

  /// Reads on and hands out the lines that are complete.
  /// - Returns: false when the split has been read.
  @usableFromInline func forEachLine(_ body: (TextLine) throws -> Void) throws -> Bool {
    guard position != nil else { return false }
    if buffer.count - pending < options.chunkSize { enlarge() }
    let free = UnsafeMutableRawBufferPointer(rebasing: buffer[pending..<pending + options.chunkSize])
    let count = try content.read(into: free)
    if count == 0, end != .max, content.offset < end { throw content.truncated(expected: end) }
    position = try cut(filled: pending + count, isLast: count == 0, body)
    return position != nil
  }

  /// - Returns: where the next line begins, nil where that is not for this split.
  private func cut(filled: Int, isLast: Bool, _ body: (TextLine) throws -> Void) throws -> Int? {
    let origin = content.offset - filled
    var start = 0
    while let newline = lineEnd(from: max(start, pending), to: filled, of: start, isLast) {
      // Where the line begins decides whether it is ours, not where it ends.
      guard beginning(origin + start) < end else { return nil }
      if passesOver { passesOver = false } else { try handOut(start, newline, origin, body) }
      start = newline + 1
      pending = start
    }
    if isLast {
      if start < filled, !passesOver { try handOut(start, filled, origin, body) }
      return nil
    }
    if filled - start > options.maxLength, !passesOver {
      guard beginning(origin + start) < end else { return nil }
      try options.tooLong(content.path, origin + start)
      passesOver = true
      rows?.reset()
    }
    if passesOver { start = filled }
    pending = filled - start
    if start > 0, pending > 0, let base = buffer.baseAddress { memmove(base, base + start, pending) }
    return beginning(origin + start) < end ? beginning(origin + start) : nil
  }

  /// The first line begins in front of its mark.
  private func beginning(_ place: Int) -> Int { hasFirstLine && place == content.start ? 0 : place }

  private func handOut(_ start: Int, _ newline: Int, _ origin: Int, _ body: (TextLine) throws -> Void) throws {
    guard newline - start <= options.maxLength else { return try options.tooLong(content.path, origin + start) }
    let end = newline > start && buffer[newline - 1] == 0x0D ? newline - 1 : newline
    let bytes = UnsafeRawBufferPointer(rebasing: buffer[start..<end])
    try body(TextLine(bytes, offset: origin + start, isFirst: origin + start == content.start))
  }

  /// The next line feed that ends a line, of which nothing has been looked at from `scan` on.
  private func lineEnd(from scan: Int, to filled: Int, of start: Int, _ isLast: Bool) -> Int? {
    guard rows != nil, !passesOver else { return lineFeed(from: scan, to: filled) }
    if let end = rows?.end(in: UnsafeRawBufferPointer(rebasing: buffer[..<filled]), from: scan, row: start) {
      return end
    }
    return isLast ? rows?.giveUpIfOpen(row: start) : nil
  }

  private func lineFeed(from start: Int, to end: Int) -> Int? {
    guard start < end, let base = buffer.baseAddress else { return nil }
    return memchr(base + start, 0x0A, end - start).map { UnsafeRawPointer($0) - UnsafeRawPointer(base) }
  }

  private func enlarge() {
    let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: buffer.count * 2, alignment: 16)
    larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<pending]))
    buffer.deallocate()
    buffer = larger
  }
}
