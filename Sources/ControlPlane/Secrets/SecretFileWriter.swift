public import DreyModel
import Glibc

/// Writes a file that its owner alone may read. It appears at once and whole, or not at all.
public struct SecretFileWriter: Sendable {
  private let path: String

  public init(path: String) { self.path = path }

  /// - Throws: ``Failure`` of the domain `usage` that names the file.
  public func write(_ bytes: [UInt8]) throws(Failure) {
    let temporary = "\(path).\(RandomToken.make().prefix(8))"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o400)
    guard descriptor >= 0 else { throw refusal() }
    let isWritten = Self.writeAll(bytes, to: descriptor) && fsync(descriptor) == 0
    let isClosed = close(descriptor) == 0
    guard isWritten, isClosed, rename(temporary, path) == 0 else {
      let failure = refusal()
      unlink(temporary)
      throw failure
    }
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        rest = rest.dropFirst(count)
      }
      return true
    }
  }

  private func refusal() -> Failure {
    Failure(
      .usage, "cannot write '\(path)': \(String(cString: strerror(errno)))",
      advice: "Mount a volume there that user \(ContainerContract.userID) may write to.")
  }
}
