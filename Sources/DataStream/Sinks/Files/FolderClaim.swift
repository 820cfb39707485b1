import DreyModel
import Glibc

/// The owner of a folder of results: one sink of one job. The folder takes only the results of that sink.
struct FolderOwner: Equatable, Sendable {
  /// The job's token, the same in all its attempts.
  let job: String
  let sink: String

  init(job: String, sink: String) {
    self.job = job
    self.sink = sink
  }

  /// - Returns: nil where the text is not one.
  init?(_ text: String) {
    let parts = text.split(separator: " ", maxSplits: 1)
    guard parts.count == 2 else { return nil }
    self.init(job: String(parts[0]), sink: String(parts[1].prefix { $0 != "\n" }))
  }

  var text: String { "\(job) \(sink.split(separator: "\n").joined(separator: " "))\n" }
}

/// A process's share in a folder's claim: as long as any process holds one, nobody but the owner writes into the folder.
///
/// The claim is a hidden file with the owner's name, locked by all who write; with the last of them the lock is gone, however
/// they end.
final class FolderClaim: Sendable {
  static let fileName = ".drey-sink"
  /// Milliseconds to wait for another process that is about to claim the folder.
  private static let patience = 5000

  private let folder: OutputFolder
  private let owner: FolderOwner
  private let descriptor: Int32
  /// Whether the folder stays the owner's while nobody holds a share: the job may be restored.
  private let outlives: Bool

  private init(_ folder: OutputFolder, _ owner: FolderOwner, _ descriptor: Int32, outlives: Bool) {
    self.folder = folder
    self.owner = owner
    self.descriptor = descriptor
    self.outlives = outlives
  }

  deinit {
    // The last one removes the claim.
    if !outlives, flock(descriptor, LOCK_EX | LOCK_NB) == 0 { release() }
    close(descriptor)
  }

  /// The token of the owner's job.
  var job: String { owner.job }

  /// Claims a folder, or takes a share in the claim of the same owner.
  /// - Parameters:
  ///   - outlives: whether the folder stays the owner's while nobody holds a share.
  ///   - mayTakeOver: whether the folder may have had another owner, who is not writing any more.
  /// - Throws: ``Failure`` where another job, or another sink of the job, is writing there.
  static func take(
    _ folder: OutputFolder, for owner: FolderOwner, outlives: Bool, mayTakeOver: Bool
  ) throws -> FolderClaim {
    for _ in 0..<patience {
      let descriptor = open(path(in: folder), O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
      if descriptor < 0, errno == EACCES, removeAbandoned(in: folder) { continue }
      guard descriptor >= 0 else { throw OutputFailures.writing(path(in: folder), errno) }
      let claim = FolderClaim(folder, owner, descriptor, outlives: outlives)
      if try claim.share(mayTakeOver: mayTakeOver) { return claim }
      usleep(1000)
    }
    throw OutputFailures.inUse(folder.path, owner, by: nil)
  }

  /// Removes the claim: the results are there.
  func release() {
    if Self.owner(in: descriptor) == owner, Self.isCurrent(descriptor, folder) { unlink(Self.path(in: folder)) }
  }

  private static func path(in folder: OutputFolder) -> String { "\(folder.path)/\(fileName)" }

  /// - Returns: false where somebody else is claiming the folder right now.
  private func share(mayTakeOver: Bool) throws -> Bool {
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
      guard Self.isCurrent(descriptor, folder) else { return false }
      try takeOver(mayTakeOver)
    } else if errno != EWOULDBLOCK {
      // The file system has no locks: the last one to come owns the folder.
      try takeOver(mayTakeOver)
      return true
    }
    guard flock(descriptor, LOCK_SH | LOCK_NB) == 0, Self.isCurrent(descriptor, folder) else { return false }
    let present = Self.owner(in: descriptor)
    if present != owner { throw OutputFailures.inUse(folder.path, owner, by: present) }
    return true
  }

  private func takeOver(_ mayTakeOver: Bool) throws {
    let present = Self.owner(in: descriptor)
    guard present != owner else { return }
    if let present {
      if present.job == owner.job { throw OutputFailures.inUse(folder.path, owner, by: present) }
      if !mayTakeOver { throw OutputFailures.takenOver(folder.path) }
    }
    try Self.write(owner, descriptor, folder)
  }

  /// Removes a claim that another user's process has left; nobody holds a share in it any more.
  private static func removeAbandoned(in folder: OutputFolder) -> Bool {
    let descriptor = open(path(in: folder), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_EX | LOCK_NB) == 0 && unlink(path(in: folder)) == 0
  }

  /// Whether the file is still the folder's: a claim that is over is removed.
  private static func isCurrent(_ descriptor: Int32, _ folder: OutputFolder) -> Bool {
    var (mine, theirs) = (stat(), stat())
    return fstat(descriptor, &mine) == 0 && stat(path(in: folder), &theirs) == 0 && mine.st_ino == theirs.st_ino
      && mine.st_dev == theirs.st_dev
  }

  private static func owner(in descriptor: Int32) -> FolderOwner? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    return FolderOwner(String(decoding: bytes.prefix(max(0, count)), as: UTF8.self))
  }

  private static func write(_ owner: FolderOwner, _ descriptor: Int32, _ folder: OutputFolder) throws {
    let text = owner.text
    guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, text, text.utf8.count, 0) == text.utf8.count,
      fsync(descriptor) == 0
    else { throw OutputFailures.writing(path(in: folder), errno) }
  }
}
