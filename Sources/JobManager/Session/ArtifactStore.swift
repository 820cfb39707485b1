import ChildProcess
import ControlPlane
import DreyModel
import Glibc
import NIOPosix

/// The executables that clients uploaded, each once, named by its SHA-256.
///
/// Where there is no room for another one, those that no job needs make room, the least recently used first: a session that
/// lives for months is sent a new build every day.
actor ArtifactStore {
  /// An executable that is here.
  struct Entry: Sendable, Equatable {
    var artifact: Artifact
    var name: String
    /// Milliseconds since 1970.
    var uploaded: Int
    var path: String
    /// When a client last sent it or submitted a job of it, in milliseconds since 1970.
    var used: Int
    var id: String { "\(artifact.sha256)_\(name)" }
  }

  nonisolated let folder: String
  private let capacity: Int
  private let needed: @Sendable () async -> Set<String>
  private var entries: [String: Entry] = [:]
  /// Bytes of the entries and of uploads under way.
  private var claimed = 0
  /// Uploads under way of a content that is known beforehand, by its SHA-256.
  private var uploads: [String: Completion<Void>] = [:]

  /// Milliseconds that an executable stays after it was used: whoever was just told of it is about to submit a job.
  private static let respite = 60_000

  /// - Parameters:
  ///   - capacity: bytes that all executables may have together.
  ///   - needed: the SHA-256 of each executable that a job needs which has not ended.
  init(folder: String, capacity: Int, needed: @escaping @Sendable () async -> Set<String>) {
    self.folder = folder
    self.capacity = capacity
    self.needed = needed
  }

  /// Knows again what an earlier process left in the folder. Whoever fetches one sees by its SHA-256 whether it is whole.
  /// - Throws: ``Failure`` where the folder cannot be read.
  func load() throws(Failure) {
    for name in try Folder.names(in: folder) {
      let path = "\(folder)/\(name)"
      guard let sha256 = Self.sha256(in: name) else {
        // An upload that was cut short.
        unlink(path)
        continue
      }
      var status = stat()
      guard stat(path, &status) == 0 else { continue }
      let artifact = Artifact(sha256: sha256, size: Int(status.st_size))
      let uploaded = status.st_mtim.tv_sec * 1000
      entries[sha256] = Entry(
        artifact: artifact, name: String(name.dropFirst(65)), uploaded: uploaded, path: path, used: uploaded)
      claimed += artifact.size
    }
  }

  /// Oldest first.
  var all: [Entry] { entries.values.sorted { ($0.uploaded, $0.id) < ($1.uploaded, $1.id) } }

  /// The executable with this SHA-256.
  func path(of sha256: String) -> String? { entries[sha256]?.path }

  /// The executable with this id, by whatever name it was uploaded first; it stays for a while now.
  func entry(_ id: String) throws(RestError) -> Entry {
    guard let entry = use(Self.sha256(in: id) ?? "") else {
      throw RestError(.notFound, "there is no jar '\(id.prefix(200))'", "Send it by POST /jars/upload.")
    }
    return entry
  }

  private func use(_ sha256: String) -> Entry? {
    entries[sha256]?.used = WallClock.now
    return entries[sha256]
  }

  /// Begins the upload of a content that is known beforehand, once no other upload of the same is under way.
  /// - Returns: the executable if it is here by then; nil: the caller uploads it, and says so by ``uploadEnded(_:)``.
  func beginUpload(_ sha256: String) async -> Entry? {
    while let other = uploads[sha256] { await other.value() }
    if let entry = use(sha256) { return entry }
    uploads[sha256] = Completion()
    return nil
  }

  /// Lets others upload the content, or find it here.
  func uploadEnded(_ sha256: String) { uploads.removeValue(forKey: sha256)?.complete(()) }

  /// Makes room for bytes that are about to be written.
  /// - Parameter own: bytes that the same upload has claimed before.
  func claim(_ bytes: Int, own: Int = 0) async throws(RestError) {
    if claimed + bytes > capacity { makeRoom(for: bytes, sparing: await needed()) }
    guard claimed + bytes <= capacity else { throw noRoom(own: own) }
    claimed += bytes
  }

  private func makeRoom(for bytes: Int, sparing needed: Set<String>) {
    let newest = WallClock.now - Self.respite
    let idle = entries.values.filter { $0.used < newest && !needed.contains($0.artifact.sha256) }
    for entry in idle.sorted(by: { $0.used < $1.used }) where claimed + bytes > capacity { delete(entry) }
  }

  private func noRoom(own: Int) -> RestError {
    let others = claimed - own - entries.values.reduce(0) { $0 + $1.artifact.size }
    guard others > 0 else {
      return RestError(
        .contentTooLarge, "no room for another executable: all together may have \(capacity) bytes",
        "Remove one by DELETE /jars/ID, or raise web.upload.capacity and the JobManager's memory.")
    }
    return RestError(
      .serviceUnavailable,
      "no room for another executable at present: all together may have \(capacity) bytes, and other uploads under way"
        + " have \(others)",
      "Send it again later, under a name that begins with its SHA-256 and '_' if others send it too.")
  }

  /// Gives back what an upload that failed had claimed.
  func unclaim(_ bytes: Int) { claimed -= bytes }

  /// Takes over a file whose bytes were claimed. One that is here already is kept instead.
  /// - Parameter name: without slashes.
  func add(_ file: String, _ artifact: Artifact, name: String) throws(Failure) -> Entry {
    if let entry = use(artifact.sha256) {
      unlink(file)
      claimed -= artifact.size
      return entry
    }
    let now = WallClock.now
    var entry = Entry(artifact: artifact, name: name, uploaded: now, path: "", used: now)
    entry.path = "\(folder)/\(entry.id)"
    guard rename(file, entry.path) == 0 else {
      throw Failure(.infrastructure, "cannot rename '\(file)': \(String(cString: strerror(errno)))")
    }
    entries[artifact.sha256] = entry
    return entry
  }

  /// Deletes an executable.
  func remove(_ id: String) throws(RestError) {
    delete(try entry(id))
  }

  private func delete(_ entry: Entry) {
    unlink(entry.path)
    entries[entry.artifact.sha256] = nil
    claimed -= entry.artifact.size
  }

  /// Deletes all of them.
  func removeAll() {
    for entry in entries.values { unlink(entry.path) }
    entries = [:]
    rmdir(folder)
  }

  /// The SHA-256 that an id begins with, if it does.
  static func sha256(in id: String) -> String? {
    let digits = id.prefix(64)
    guard digits.utf8.count == 64, id.dropFirst(64).first == "_" else { return nil }
    return digits.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) } ? String(digits) : nil
  }

  /// What a client may call a file, made harmless.
  static func name(_ fileName: String) -> String {
    let last = fileName.utf8.split { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }.last.map(Array.init) ?? []
    let bytes = last.prefix(100).map { byte -> UInt8 in
      switch byte {
      case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): byte
      default: UInt8(ascii: "_")
      }
    }
    return bytes.isEmpty ? "job" : String(decoding: bytes, as: UTF8.self)
  }
}
