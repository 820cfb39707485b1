import DreyModel
import Glibc
import TaskRuntime

/// A file that is open for reading, as it lies on the disk.
final class InputFile {
  let path: String
  private let descriptor: Int32
  /// What has no size, such as a pipe, cannot be read at any place, but only on and on.
  private let isRegular: Bool
  /// How many of its bytes are read, whatever has been appended to it since it was found.
  private let size: Int
  private var offset = 0
  /// The beginning of a pipe, which was looked at and is still to be read.
  private var peeked: ArraySlice<UInt8> = []

  /// - Parameter path: a path, or an address of one that is not UTF-8.
  /// - Throws: ``Failure`` that names the path, where it cannot be read, or has fewer than `size` bytes.
  init(_ path: String, size: Int = .max) throws(Failure) {
    self.path = path
    self.size = size
    descriptor = try FileAddress(path).withCString { open($0, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw Self.failure(path, errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.failure(path, errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw Self.failure(path, EISDIR) }
    isRegular = status.st_mode & S_IFMT == S_IFREG
    guard size == .max || !isRegular || status.st_size >= size else {
      throw Self.truncated(path, "\(size) bytes, now \(status.st_size)")
    }
  }

  deinit { close(descriptor) }

  /// Reads what comes next, at most `bytes` in full; 0 means the end.
  func read(into bytes: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
    if !peeked.isEmpty {
      let count = min(peeked.count, bytes.count)
      bytes.copyBytes(from: peeked.prefix(count))
      peeked = peeked.dropFirst(count)
      return count
    }
    let count = try read(into: bytes, at: offset)
    offset += count
    return count
  }

  /// The first bytes, which are still to be read; of a pipe those that are there, up to the end of a line at least.
  func head() throws(Failure) -> FileHead {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: FileHead.length, alignment: 16)
    defer { buffer.deallocate() }
    var filled = 0
    repeat {
      let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]), at: filled)
      if count == 0 { break }
      filled += count
    } while filled < buffer.count && (isRegular || !buffer[..<filled].contains(0x0A))
    if !isRegular { peeked = Array(buffer[..<filled])[...] }
    return FileHead(bytes: Array(buffer[..<filled]))
  }

  private func read(into bytes: UnsafeMutableRawBufferPointer, at place: Int) throws(Failure) -> Int {
    let wanted = min(bytes.count, max(0, size - place))
    while true {
      let count =
        isRegular
        ? pread(descriptor, bytes.baseAddress, wanted, off_t(place))
        : Glibc.read(descriptor, bytes.baseAddress, wanted)
      if count >= 0 {
        if count == 0, wanted > 0, size != .max {
          throw Self.truncated(path, "\(size) bytes, now at most \(place)")
        }
        return count
      }
      if errno != EINTR { throw Self.failure(path, errno) }
    }
  }

  /// Goes on at `offset`.
  /// - Returns: false where that is not possible.
  func seek(to offset: Int) -> Bool {
    if isRegular { self.offset = offset }
    return isRegular
  }

  /// Whether a file can be read again, and at any place.
  static func isRegular(_ path: String) throws(Failure) -> Bool {
    var status = stat()
    guard try FileAddress(path).withCString({ stat($0, &status) }) == 0 else { throw failure(path, errno) }
    return status.st_mode & S_IFMT == S_IFREG
  }

  static func truncated(_ path: String, _ sizes: String) -> Failure {
    Failure(
      .user, "'\(path)' was truncated while it was read: it had \(sizes)",
      advice: "Files must not change while a job reads them.")
  }

  static func failure(_ path: String, _ code: Int32) -> Failure {
    Failure(
      .user, "cannot read '\(path)': \(String(cString: strerror(code)))",
      advice: "Check the path. In a container a file must be mounted to be seen: drey run --volume FOLDER:FOLDER:ro.",
      isPermanent: SystemError.isPermanent(code))
  }
}
