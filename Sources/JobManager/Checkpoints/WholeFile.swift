import ControlPlane
import DreyModel
import Glibc

/// Small files that are written and read as a whole.
enum WholeFile {
  /// What comes before a random end in the name of a file that is not whole.
  static let asideMark = ".tmp-"

  /// Writes a file aside and gives it its name when all of it is on the disk.
  /// - Parameter mode: who may read it.
  static func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o644) throws(Failure) {
    let aside = "\(path)\(asideMark)\(RandomToken.make().prefix(8))"
    let descriptor = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw StorageError.failure("create", aside, errno) }
    do throws(Failure) {
      defer { close(descriptor) }
      try write(bytes, descriptor, aside)
      guard fsync(descriptor) == 0 else { throw StorageError.failure("write", aside, errno) }
    } catch {
      unlink(aside)
      throw error
    }
    guard rename(aside, path) == 0 else {
      let code = errno
      unlink(aside)
      throw StorageError.failure("create", path, code)
    }
    try syncFolder(of: path)
  }

  private static func write(_ bytes: [UInt8], _ descriptor: Int32, _ path: String) throws(Failure) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw StorageError.failure("write", path, errno) }
      rest = rest.dropFirst(count)
    }
  }

  /// The name is on the disk when the folder is.
  private static func syncFolder(of path: String) throws(Failure) {
    let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw StorageError.failure("open", folder, errno) }
    defer { close(descriptor) }
    // Some file systems have nothing to do for folders, and say so.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw StorageError.failure("write", folder, errno) }
  }

  /// More than any metadata has.
  private static let limit = 1 << 30

  static func read(_ path: String) throws(Failure) -> [UInt8] { try read(path, from: 0, count: limit) }

  /// Reads a part of a file; fewer bytes than `count` if the file ends before.
  static func read(_ path: String, from offset: Int, count wanted: Int) throws(Failure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw StorageError.failure("read", path, errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: min(64 << 10, max(1, wanted)))
    while bytes.count < wanted {
      let count = pread(descriptor, &chunk, min(chunk.count, wanted - bytes.count), offset + bytes.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw StorageError.failure("read", path, errno) }
      guard count > 0 else { return bytes }
      bytes += chunk[..<count]
    }
    guard bytes.count < limit else { throw StorageError.failure("read", path, EFBIG) }
    return bytes
  }
}
