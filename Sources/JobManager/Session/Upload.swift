import ControlPlane
import DreyModel
import Glibc
import NIOCore
import NIOPosix

/// An executable on its way into the ``ArtifactStore``: a file of its own until all of it is here.
struct Upload: ~Copyable {
  private let store: ArtifactStore
  private let path: String
  private let descriptor: Int32
  private let name: String
  private let expectedSHA256: String?
  private var size = 0

  /// - Parameter fileName: as the client calls it. Where it begins with a SHA-256 and `_`, the content must have it.
  init(into store: ArtifactStore, fileName: String) throws(Failure) {
    let path = "\(store.folder)/.\(RandomToken.make())"
    let descriptor = try Self.create(path)
    let name = ArtifactStore.name(fileName)
    self.store = store
    self.path = path
    self.descriptor = descriptor
    expectedSHA256 = ArtifactStore.sha256(in: name)
    self.name = expectedSHA256 == nil ? name : ArtifactStore.name(String(name.dropFirst(65)))
  }

  deinit { close(descriptor) }

  mutating func append(_ chunk: ByteBuffer) async throws {
    try await store.claim(chunk.readableBytes, own: size)
    size += chunk.readableBytes
    let descriptor = descriptor
    try await NIOThreadPool.singleton.runIfActive { try Self.write(chunk, to: descriptor) }
  }

  /// Gives the file to the store if it is an executable, and the one that its name says.
  func finish() async throws -> ArtifactStore.Entry {
    var magic: [UInt8] = [0, 0, 0, 0]
    guard pread(descriptor, &magic, 4, 0) == 4, magic == [0x7F, 0x45, 0x4C, 0x46] else {
      throw RestError(.badRequest, "'\(name)' is not an executable for Linux", "Upload the job's executable.")
    }
    let path = path
    let artifact = try await NIOThreadPool.singleton.runIfActive { try ContentHash.artifact(ofFile: path) }
    if let expectedSHA256, expectedSHA256 != artifact.sha256 {
      throw RestError(.badRequest, "'\(name)' arrived damaged: its SHA-256 is \(artifact.sha256)", "Send it again.")
    }
    return try await store.add(path, artifact, name: name)
  }

  /// Deletes what has arrived.
  func abandon() async {
    unlink(path)
    await store.unclaim(size)
  }

  private static func create(_ path: String) throws(Failure) -> Int32 {
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw Failure(.infrastructure, "cannot create '\(path)': \(String(cString: strerror(errno)))")
    }
    return descriptor
  }

  private static func write(_ chunk: ByteBuffer, to descriptor: Int32) throws {
    let isWritten = chunk.withUnsafeReadableBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        rest = rest.dropFirst(count)
      }
      return true
    }
    guard isWritten else {
      throw Failure(.infrastructure, "cannot store an executable: \(String(cString: strerror(errno)))")
    }
  }
}
