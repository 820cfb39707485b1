import DreyModel
import FoundationEssentials
import Glibc

/// Files that this user alone may read and that are never seen half-written.
enum PrivateFile {
  /// - Throws: ``DreyModel/Failure`` of the domain `infrastructure` that names the file.
  static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
    let aside = path + ".new"
    let descriptor = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure(path, errno) }
    let written = writeAll(bytes, to: descriptor)
    let number = errno
    close(descriptor)
    guard written else { throw failure(path, number) }
    guard rename(aside, path) == 0 else { throw failure(path, errno) }
  }

  /// As ``write(_:to:)``, as JSON.
  static func write(_ value: some Encodable, as path: String) throws(Failure) {
    let bytes: [UInt8]
    do { bytes = Array(try JSONEncoder().encode(value)) } catch {
      throw Failure(.infrastructure, "\(path) cannot be encoded: \(error)")
    }
    try write(bytes, to: path)
  }

  /// nil where the file is not there, or is something else.
  static func read<Value: Decodable>(_ type: Value.Type, from path: String) -> Value? {
    (try? Data(contentsOf: URL(filePath: path))).flatMap { try? JSONDecoder().decode(type, from: $0) }
  }

  /// - Throws: ``DreyModel/Failure`` of the domain `infrastructure` that names the folder.
  static func makeFolder(_ path: String) throws(Failure) {
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure(path, errno) }
  }

  static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var offset = 0
    while offset < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress.map { $0 + offset }, bytes.count - offset)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      offset += count
    }
    return true
  }

  static func failure(_ path: String, _ number: Int32) -> Failure {
    Failure(.infrastructure, "\(path) cannot be written: \(String(cString: strerror(number)))")
  }
}
