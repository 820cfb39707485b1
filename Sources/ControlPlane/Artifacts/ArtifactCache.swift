public import DreyModel
import Glibc
import NIOPosix

/// A TaskManager's copies of the JobManager's artifacts, named by content.
public actor ArtifactCache {
  private let folder: String
  private let secret: ClusterSecret
  private let host: String
  private let port: Int
  private var fetches: [Artifact: Task<String, any Error>] = [:]

  /// - Parameter folder: holds the files; it is made, with its parents, where it does not exist.
  public init(folder: String, secret: ClusterSecret, host: String, port: Int) {
    self.folder = folder
    self.secret = secret
    self.host = host
    self.port = port
  }

  /// The path of an executable with this content, fetched from the blob port unless it is here already.
  ///
  /// Whoever asks for the same artifact meanwhile waits for the same fetch.
  /// - Throws: ``Failure`` of the domain `infrastructure`; the next call tries again.
  public func path(of artifact: Artifact) async throws(Failure) -> String {
    let fetch = fetches[artifact] ?? Task { try await self.fetch(artifact) }
    fetches[artifact] = fetch
    do { return try await fetch.value } catch {
      // Unless somebody else has begun anew meanwhile.
      if fetches[artifact] == fetch { fetches[artifact] = nil }
      throw Failure(error, domain: .infrastructure)
    }
  }

  private func fetch(_ artifact: Artifact) async throws -> String {
    guard let bytes = [UInt8](hexadecimal: artifact.sha256), bytes.count == 32 else {
      throw Failure(.infrastructure, "'\(artifact.sha256)' is not the name of an artifact")
    }
    let path = "\(folder)/\(artifact.sha256)"
    if try await isHere(artifact, path) { return path }
    let (secret, folder, host, port) = (secret, folder, host, port)
    let failure = try await Dialer.connect(host: host, port: port) { channel -> Failure? in
      do {
        try await channel.authenticateAsClient(secret)
        try await Self.receive(artifact, over: channel, folder: folder, path: path)
        return nil
      } catch {
        let failure = Failure(error, domain: .infrastructure)
        return Failure(
          failure.domain, "cannot fetch artifact \(artifact.sha256) from \(host):\(port): \(failure.message)")
      }
    }
    if let failure { throw failure }
    return path
  }

  /// A file of an earlier process is used if its content is right.
  private func isHere(_ artifact: Artifact, _ path: String) async throws -> Bool {
    let folder = folder
    return try await NIOThreadPool.singleton.runIfActive {
      try Folder.make(folder)
      guard access(path, F_OK) == 0 else { return false }
      return try ContentHash.artifact(ofFile: path) == artifact
    }
  }

  private static func receive(
    _ artifact: Artifact, over channel: FrameChannel, folder: String, path: String
  ) async throws {
    try await channel.write(ArtifactRequest.get(sha256: artifact.sha256))
    guard case .found(let size) = try await channel.next(ArtifactReply.self) else {
      throw Failure(.infrastructure, "the JobManager does not have it")
    }
    guard size == artifact.size else {
      throw Failure(.infrastructure, "the JobManager has \(size) bytes of it instead of \(artifact.size)")
    }
    var file = try ArtifactFile(artifact, folder: folder, path: path)
    while file.size < artifact.size {
      guard let chunk = try await channel.next() else { throw ControlPlaneError.endedEarly }
      try file.append(chunk)
    }
    try file.install()
  }
}
