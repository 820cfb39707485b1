import Crypto
import DreyModel
import Glibc
import NIOCore

/// An executable on its way into the cache: written aside, checked, and only then given its name.
struct ArtifactFile: ~Copyable {
  private let artifact: Artifact
  private let temporary: String
  private let path: String
  private let descriptor: Int32
  private var hash = SHA256()
  private(set) var size = 0

  init(_ artifact: Artifact, folder: String, path: String) throws(Failure) {
    self.artifact = artifact
    self.path = path
    temporary = "\(folder)/.\(RandomToken.make())"
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o500)
    guard descriptor >= 0 else { throw FileError.failure("create", temporary) }
  }

  deinit {
    close(descriptor)
    // Gone already where it was given its name.
    unlink(temporary)
  }

  mutating func append(_ chunk: ByteBuffer) throws(Failure) {
    size += chunk.readableBytes
    guard size <= artifact.size else { throw mismatch("it is longer than \(artifact.size) bytes") }
    let (path, descriptor) = (temporary, descriptor)
    let isWritten = chunk.withUnsafeReadableBytes { bytes in
      hash.update(bufferPointer: bytes)
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        rest = rest.dropFirst(count)
      }
      return true
    }
    guard isWritten else { throw FileError.failure("write", path) }
  }

  /// Gives the file its name if its content is what was asked for.
  consuming func install() throws(Failure) {
    guard size == artifact.size else { throw mismatch("it has \(size) bytes instead of \(artifact.size)") }
    let actual = hash.finalize().hexadecimal
    guard actual == artifact.sha256 else { throw mismatch("its SHA-256 is \(actual)") }
    guard rename(temporary, path) == 0 else { throw FileError.failure("rename to", path) }
  }

  private func mismatch(_ what: String) -> Failure {
    Failure(.infrastructure, "artifact \(artifact.sha256) arrived damaged: \(what)")
  }
}
