import Glibc

/// The parts that one subtask writes, one after the other.
@usableFromInline
final class PartFiles {
  private let folder: OutputFolder
  let identity: FolderIdentity
  private let claim: FolderClaim
  let subtask: Int
  /// Bytes after which a part is finished; nil where there is to be just one, which is there even if it is empty.
  private let maxSize: Int?
  private let header: [UInt8]
  private let isSingle: Bool
  /// Behind the names of hidden files: job and attempt. An attempt that was taken for dead may still be writing.
  private let token: String
  private var current: PartFile?
  /// Parts that have been begun, by those before as well.
  private(set) var count = 0
  private var finished: [String] = []
  /// Finished, and told when that was asked for last; nobody may have got to know of them yet.
  private var prepared: [String] = []

  /// - Parameter isSingle: whether there is to be one part only, which is there even if it is empty.
  init(
    _ folder: OutputFolder, _ claim: FolderClaim, subtask: Int, maxSize: Int?, header: [UInt8], isSingle: Bool,
    attempt: String
  ) throws {
    self.folder = folder
    self.claim = claim
    identity = FolderIdentity(of: folder)
    self.subtask = subtask
    self.maxSize = maxSize
    self.header = header
    self.isSingle = isSingle
    token = ".\(claim.job)-\(attempt)"
    if isSingle { try begin() }
  }

  /// Bytes to gather before they are written.
  @usableFromInline var wanted: Int {
    let usual = 32 << 10
    return maxSize.map { min(usual, max(1, $0 - (current?.size ?? header.count))) } ?? usual
  }

  /// Goes on counting behind the parts that there were.
  func skip(to count: Int) { self.count = max(self.count, count) }

  /// Whether the folder holds parts that can be seen.
  func holdsParts() throws -> Bool { try folder.firstPart() != nil }

  /// Removes the parts of a subtask from the `first` on, which are going to be written again.
  func takeBack(of subtask: Int, from first: Int) throws {
    for name in try FileListing.names(in: folder.path) {
      guard name.hasPrefix("part-\(subtask)-"), let number = Int(name.dropFirst("part-\(subtask)-".count)),
        number >= first
      else { continue }
      unlink("\(folder.path)/\(name)")
    }
  }

  /// Writes whole records.
  @usableFromInline func write(_ bytes: UnsafeRawBufferPointer) throws {
    if current == nil { try begin() }
    try current?.write(bytes)
    if let maxSize, let size = current?.size, size >= maxSize { try finish() }
  }

  /// - Returns: the parts that were finished since the last time.
  @usableFromInline func prepareCommit() throws -> [PendingPart] {
    try finish()
    (prepared, finished) = (finished, [])
    return prepared.map { PendingPart($0, in: identity) }
  }

  @usableFromInline func abort() {
    current = nil
    for part in prepared + finished { unlink(folder.pending(part)) }
  }

  private func begin() throws {
    let name = "part-\(subtask)" + (isSingle && count == 0 ? "" : "-\(count)")
    let part = try PartFile(name + token, in: folder)
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
