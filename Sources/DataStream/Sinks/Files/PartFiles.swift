import Glibc

/// The parts that one subtask writes, one after the other.
@usableFromInline
final class PartFiles {
  private let folder: OutputFolder
  private let subtask: Int
  /// Bytes after which a part is finished; nil where there is to be just one, which is there even if it is empty.
  private let maxSize: Int?
  private let header: [UInt8]
  private var current: PartFile?
  private var count = 0
  private var finished: [String] = []
  /// Finished, and told when that was asked for last; nobody may have got to know of them yet.
  private var prepared: [String] = []

  init(_ folder: OutputFolder, subtask: Int, maxSize: Int?, header: [UInt8]) throws {
    self.folder = folder
    self.subtask = subtask
    self.maxSize = maxSize
    self.header = header
    try folder.prepare()
    if maxSize == nil { try begin() }
  }

  /// Bytes to gather before they are written.
  @usableFromInline var wanted: Int {
    let usual = 32 << 10
    return maxSize.map { min(usual, max(1, $0 - (current?.size ?? header.count))) } ?? usual
  }

  /// Writes whole records.
  @usableFromInline func write(_ bytes: UnsafeRawBufferPointer) throws {
    if current == nil { try begin() }
    try current?.write(bytes)
    if let maxSize, let size = current?.size, size >= maxSize { try finish() }
  }

  /// - Returns: the parts that were finished since the last time.
  @usableFromInline func prepareCommit() throws -> [String] {
    try finish()
    (prepared, finished) = (finished, [])
    return prepared
  }

  @usableFromInline func abort() {
    current = nil
    for part in prepared + finished { unlink(folder.pending(part)) }
  }

  private func begin() throws {
    let part = try PartFile("part-\(subtask)" + (maxSize == nil && count == 0 ? "" : "-\(count)"), in: folder)
    count += 1
    try header.withUnsafeBytes { try part.write($0) }
    current = part
  }

  private func finish() throws {
    guard let part = current else { return }
    try part.finish()
    finished.append(part.name)
    current = nil
  }
}
