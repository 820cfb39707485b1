import DreyModel

/// A file's content from some place on, unpacked where its name says that it is packed.
final class FileContent {
  let path: String
  /// Where in the content the next read begins.
  private(set) var offset: Int
  private let file: InputFile
  private let gzip: GzipReader?

  /// - Parameter size: how many bytes of the file are read; see ``FileSplit/fileSize``.
  /// - Throws: ``Failure`` where the file cannot be read, or has no `offset`.
  init(_ path: String, size: Int = .max, from offset: Int = 0) throws(Failure) {
    self.path = path
    file = try InputFile(path, size: size)
    gzip = Self.isCompressed(path) ? GzipReader(file) : nil
    self.offset = 0
    if gzip == nil, file.seek(to: offset) { self.offset = offset } else { try skip(to: offset) }
  }

  /// Whether the content is not what the file holds byte for byte: it can be read from its beginning only.
  static func isCompressed(_ path: String) -> Bool { path.hasSuffix(".gz") || path.hasSuffix(".gzip") }

  /// Reads what comes next, at most `bytes` in full; 0 means the end.
  func read(into bytes: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
    let count: Int
    if let gzip { count = try gzip.read(into: bytes) } else { count = try file.read(into: bytes) }
    offset += count
    return count
  }

  private func skip(to target: Int) throws(Failure) {
    guard target > 0 else { return }
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
    defer { scratch.deallocate() }
    while offset < target {
      let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: scratch.prefix(target - offset)))
      if count == 0 { throw truncated(expected: target) }
    }
  }

  /// The file is shorter than it was.
  func truncated(expected: Int) -> Failure {
    InputFile.truncated(path, "\(expected) bytes or more, now at most \(offset)")
  }
}
