import ControlPlane
import DreyModel
import Glibc
import NIOPosix

/// The executables that clients uploaded, each once, named by its SHA-256.
actor ArtifactStore {
  /// An executable that is here.
  struct Entry: Sendable, Equatable {
    var artifact: Artifact
    var name: String
    /// Milliseconds since 1970.
    var uploaded: Int
    var path: String
    var id: String { "\(artifact.sha256)_\(name)" }
  }

  nonisolated let folder: String
  private let capacity: Int
  private var entries: [String: Entry] = [:]
  /// Bytes of the entries and of uploads under way.
  private var claimed = 0

  /// - Parameter capacity: bytes that all executables may have together.
  init(folder: String, capacity: Int) {
    self.folder = folder
    self.capacity = capacity
  }

  /// Knows again what an earlier process left in the folder. Whoever fetches one sees by its SHA-256 whether it is whole.
  /// - Throws: ``Failure`` where the folder cannot be read.
  func load() throws(Failure) {
    for name in try FolderNames.of(folder) {
      let path = "\(folder)/\(name)"
      guard let sha256 = Self.sha256(in: name) else {
        // An upload that was cut short.
        unlink(path)
        continue
      }
      var status = stat()
      guard stat(path, &status) == 0 else { continue }
      let artifact = Artifact(sha256: sha256, size: Int(status.st_size))
      entries[sha256] = Entry(
        artifact: artifact, name: String(name.dropFirst(65)), uploaded: status.st_mtim.tv_sec * 1000, path: path)
      claimed += artifact.size
    }
  }

  /// Oldest first.
  var all: [Entry] { entries.values.sorted { ($0.uploaded, $0.id) < ($1.uploaded, $1.id) } }

  /// The executable with this SHA-256.
  func path(of sha256: String) -> String? { entries[sha256]?.path }

  /// The executable with this id, by whatever name it was uploaded first.
  func entry(_ id: String) throws(RestError) -> Entry {
    guard let entry = entries[Self.sha256(in: id) ?? ""] else {
      throw RestError(.notFound, "there is no jar '\(id.prefix(200))'", "Send it by POST /jars/upload.")
    }
    return entry
  }

  /// Makes room for bytes that are about to be written.
  func claim(_ bytes: Int) throws(RestError) {
    guard claimed + bytes <= capacity else {
      throw RestError(
        .contentTooLarge, "no room for another executable: all together may have \(capacity) bytes",
        "Remove one by DELETE /jars/ID, or raise web.upload.capacity and the JobManager's memory.")
    }
    claimed += bytes
  }

  /// Gives back what an upload that failed had claimed.
  func unclaim(_ bytes: Int) { claimed -= bytes }

  /// Takes over a file whose bytes were claimed. One that is here already is kept instead.
  /// - Parameter name: without slashes.
  func add(_ file: String, _ artifact: Artifact, name: String) throws(Failure) -> Entry {
    if let entry = entries[artifact.sha256] {
      unlink(file)
      claimed -= artifact.size
      return entry
    }
    var entry = Entry(artifact: artifact, name: name, uploaded: WallClock.now, path: "")
    entry.path = "\(folder)/\(entry.id)"
    guard rename(file, entry.path) == 0 else {
      throw Failure(.infrastructure, "cannot rename '\(file)': \(String(cString: strerror(errno)))")
    }
    entries[artifact.sha256] = entry
    return entry
  }

  /// Deletes an executable.
  func remove(_ id: String) throws(RestError) {
    let entry = try entry(id)
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
