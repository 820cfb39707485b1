import DreyModel

/// A file's content from some place on, unpacked if the file is packed, without the mark that some programs begin UTF-8 with.
final class FileContent {
  let path: String
  /// Where the text begins: behind the mark.
  private(set) var start = 0
  /// Where in the content the next read begins.
  private(set) var offset: Int
  private let file: InputFile
  private let unpacked: UnpackingReader?
  /// The beginning of unpacked content, which was looked at and is still to be read.
  private var head: ArraySlice<UInt8> = []

  /// - Parameter size: how many bytes of the file are read; see ``FileSplit/fileSize``.
  /// - Throws: ``Failure`` that names the file if it cannot be read, has no lines, or has no `offset`.
  init(_ path: String, size: Int = .max, from offset: Int = 0) throws(Failure) {
    self.path = path
    file = try InputFile(path, size: size)
    var head = try file.head()
    switch try FileKind(head, path) {
    case .plain: unpacked = nil
    case .packed(let format): unpacked = UnpackingReader(file, format)
    }
    self.offset = 0
    if unpacked != nil { head = try lookAtUnpacked() }
    start = head.begins(with: Self.mark) ? Self.mark.count : 0
    let place = offset == 0 ? start : offset
    if unpacked == nil, file.seek(to: place) { self.offset = place } else { try skip(to: place) }
  }

  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Reads what comes next, at most `bytes` in full; 0 means the end.
  func read(into bytes: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
    let count: Int
    if !head.isEmpty {
      count = min(head.count, bytes.count)
      bytes.copyBytes(from: head.prefix(count))
      head = head.dropFirst(count)
    } else if let unpacked {
      count = try unpacked.read(into: bytes)
    } else {
      count = try file.read(into: bytes)
    }
    offset += count
    return count
  }

  /// Refuses archives in archives.
  private func lookAtUnpacked() throws(Failure) -> FileHead {
    guard let unpacked else { return FileHead(bytes: []) }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: FileHead.length, alignment: 16)
    defer { buffer.deallocate() }
    var filled = 0
    while filled < buffer.count {
      let count = try unpacked.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
      if count == 0 { break }
      filled += count
    }
    head = Array(buffer[..<filled])[...]
    let looked = FileHead(bytes: Array(head))
    if FileKind.format(looked, "") != nil {
      throw Failure(
        .user, "'\(path)' is packed twice", advice: "Unpack it once; the rest is done on the way.",
        isPermanent: true)
    }
    try FileKind.refuse(looked, "what is packed in '\(path)'")
    return looked
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
