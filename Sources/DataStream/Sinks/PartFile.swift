import DreyModel
import Glibc

/// One subtask's file in a folder of results. Unless it is committed, nothing of it remains.
@usableFromInline
final class PartFile {
  private let folder: String
  private let target: String
  private let temporary: String
  private let descriptor: Int32
  private var committed = false

  /// - Throws: ``Failure`` that names the path, where the folder cannot be made or written, or has parts already.
  @usableFromInline init(folder: String, index: Int, of parts: Int) throws {
    self.folder = folder
    target = "\(folder)/part-\(index)"
    temporary = "\(folder)/.part-\(index).inprogress"
    try Self.makeFolder(folder)
    // Every subtask looks after its own part; those of an earlier run with more subtasks are the first one's business.
    let stale = index == 0 ? Self.parts(in: folder).filter { $0 >= parts || $0 == 0 }.min() : nil
    if access(target, F_OK) == 0 || stale != nil {
      throw Failure(
        .user, "'\(folder)' holds results already: part-\(stale ?? index)",
        advice: "Remove them or write to another folder.")
    }
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Self.failure(temporary, errno) }
  }

  deinit {
    close(descriptor)
    if !committed { unlink(temporary) }
  }

  @usableFromInline func write(_ bytes: UnsafeRawBufferPointer) throws {
    guard let base = bytes.baseAddress else { return }
    var offset = 0
    while offset < bytes.count {
      let written = Glibc.write(descriptor, base + offset, bytes.count - offset)
      if written >= 0 {
        offset += written
      } else if errno != EINTR {
        throw Self.failure(temporary, errno)
      }
    }
  }

  @usableFromInline func commit() throws {
    guard fsync(descriptor) == 0, rename(temporary, target) == 0 else { throw Self.failure(target, errno) }
    committed = true
  }

  private static func makeFolder(_ path: String) throws {
    var made = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      made += "/\(part)"
      if mkdir(made, 0o755) != 0, errno != EEXIST { throw failure(path, errno) }
    }
  }

  private static func parts(in folder: String) -> [Int] {
    guard let listing = opendir(folder) else { return [] }
    defer { closedir(listing) }
    var found: [Int] = []
    while let entry = readdir(listing) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name.hasPrefix("part-"), let index = Int(name.dropFirst(5)) { found.append(index) }
    }
    return found
  }

  private static func failure(_ path: String, _ code: Int32) -> Failure {
    Failure(
      .user, "cannot write '\(path)': \(String(cString: strerror(code)))",
      advice: "In a container the folder must be mounted and writable: drey run --volume FOLDER:FOLDER.")
  }
}
