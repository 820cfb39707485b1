public import DreyModel
import Glibc
import NIOPosix

/// A TaskManager's copies of the JobManager's artifacts, named by content.
///
/// It removes those that no worker uses if they take more than 64 MiB, and all of them if there is no room for another one.
public actor ArtifactCache {
  private let folder: String
  private let secret: ClusterSecret
  private let host: String
  private let port: Int
  private var fetches: [Artifact: Task<String, any Error>] = [:]
  /// Those whose content was right.
  private var checked: Set<Artifact> = []
  private var usage: ArtifactUsage
  private var isSurveyed = false

  /// - Parameters:
  ///   - folder: holds the files; it is made, with its parents, where it does not exist.
  ///   - unusedLimit: the bytes that artifacts may take which no worker uses.
  public init(
    folder: String, secret: ClusterSecret, host: String, port: Int, unusedLimit: Int = 64 << 20
  ) {
    self.folder = folder
    usage = ArtifactUsage(limit: unusedLimit)
    self.secret = secret
    self.host = host
    self.port = port
  }

  /// Lets `body` use an executable with this content, which stays until then.
  public func use<Result: Sendable>(
    _ artifact: Artifact, _ body: @Sendable (_ path: @Sendable () async throws(Failure) -> String) async -> Result
  ) async -> Result {
    surveyOnce()
    usage.take(artifact)
    let result = await body { [self] () async throws(Failure) in try await path(of: artifact) }
    usage.release(artifact)
    removeSuperfluous()
    return result
  }

  /// The path of an executable with this content, fetched from the blob port unless it is here already.
  ///
  /// Whoever asks for the same artifact meanwhile waits for the same fetch.
  /// - Throws: ``Failure`` of the domain `infrastructure`; the next call tries again.
  public func path(of artifact: Artifact) async throws(Failure) -> String {
    let known = path(named: artifact)
    if checked.contains(artifact), access(known, F_OK) == 0 { return known }
    let fetch = fetches[artifact] ?? Task { try await self.fetch(artifact) }
    fetches[artifact] = fetch
    let outcome = await fetch.result
    // Unless somebody else has begun anew meanwhile.
    if fetches[artifact] == fetch { fetches[artifact] = nil }
    do {
      let path = try outcome.get()
      checked.insert(artifact)
      return path
    } catch { throw Failure(error, domain: .infrastructure) }
  }

  private func path(named artifact: Artifact) -> String { "\(folder)/\(artifact.sha256)" }

  /// Takes note of what an earlier process has left, and removes what it had not finished.
  private func surveyOnce() {
    guard !isSurveyed else { return }
    isSurveyed = true
    for name in (try? Folder.names(in: folder)) ?? [] {
      var status = stat()
      guard stat("\(folder)/\(name)", &status) == 0 else { continue }
      if name.utf8.count == 64, !name.hasPrefix(".") {
        usage.found(Artifact(sha256: name, size: Int(status.st_size)))
      } else if status.st_mtim.tv_sec + 3600 < time(nil) {
        unlink("\(folder)/\(name)")
      }
    }
    removeSuperfluous()
  }

  private func removeSuperfluous(isFull: Bool = false) {
    for artifact in usage.removeSuperfluous(isFull: isFull) {
      checked.remove(artifact)
      unlink(path(named: artifact))
    }
  }

  private func fetch(_ artifact: Artifact) async throws -> String {
    guard let bytes = [UInt8](hexadecimal: artifact.sha256), bytes.count == 32 else {
      throw Failure(.infrastructure, "'\(artifact.sha256)' is not the name of an artifact")
    }
    let path = path(named: artifact)
    if try await isHere(artifact, path) { return path }
    do { try await download(artifact, to: path) } catch let failure as Failure where failure.message.contains(Self.full)
    {
      removeSuperfluous(isFull: true)
      try await download(artifact, to: path)
    }
    return path
  }

  /// What the system says where a disk is full.
  private static let full = String(cString: strerror(ENOSPC))

  private func download(_ artifact: Artifact, to path: String) async throws {
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
  }

  /// How long the JobManager may send nothing in the middle of a fetch.
  private static let patience = Duration.seconds(30)

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
    guard let reply = try await channel.next(within: patience) else { throw ControlPlaneError.endedEarly }
    guard case .found(let size) = try JSONFrame.decode(ArtifactReply.self, from: reply) else {
      throw Failure(.infrastructure, "the JobManager does not have it")
    }
    guard size == artifact.size else {
      throw Failure(.infrastructure, "the JobManager has \(size) bytes of it instead of \(artifact.size)")
    }
    var file = try ArtifactFile(artifact, folder: folder, path: path)
    while file.size < artifact.size {
      guard let chunk = try await channel.next(within: patience) else { throw ControlPlaneError.endedEarly }
      try file.append(chunk)
    }
    try file.install()
  }
}
