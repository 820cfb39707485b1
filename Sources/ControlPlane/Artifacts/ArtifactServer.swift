import DreyModel
import Glibc
import NIOCore
import NIOPosix

/// Hands out the executables in the JobManager's artifact store to whoever knows the cluster's secret.
public struct ArtifactServer: Sendable {
  private let secret: ClusterSecret
  private let patience: Duration
  private let path: @Sendable (_ sha256: String) async -> String?

  /// - Parameters:
  ///   - patience: how long whoever is connected may ask for nothing, or read nothing of what it is sent.
  ///   - path: the file with this content, if the store has it.
  public init(
    secret: ClusterSecret, patience: Duration = .seconds(30),
    path: @escaping @Sendable (_ sha256: String) async -> String?
  ) {
    self.secret = secret
    self.patience = patience
    self.path = path
  }

  /// Serves one connection to its end.
  public func serve(_ channel: FrameChannel) async throws(ControlPlaneError) {
    try await channel.authenticateAsServer(secret)
    while let frame = try await channel.next(within: patience) {
      guard case .get(let sha256) = try JSONFrame.decode(ArtifactRequest.self, from: frame) as ArtifactRequest
      else { return }
      if let path = await path(sha256) {
        try await send(path, to: channel)
      } else {
        try await channel.write(ArtifactReply.missing)
      }
    }
  }

  private func send(_ path: String, to channel: FrameChannel) async throws(ControlPlaneError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return try await channel.write(ArtifactReply.missing) }
    defer { close(descriptor) }
    var information = stat()
    guard fstat(descriptor, &information) == 0 else { return try await channel.write(ArtifactReply.missing) }
    try await channel.write(ArtifactReply.found(size: Int(information.st_size)))
    var offset = 0
    while offset < information.st_size {
      let chunk = try await Self.chunk(of: descriptor, at: offset)
      // A file that shrank meanwhile is noticed by the other side, which compares size and content.
      guard chunk.readableBytes > 0 else { throw .endedEarly }
      offset += chunk.readableBytes
      try await channel.write(chunk, within: patience)
    }
  }

  /// Reads on a thread for blocking calls.
  private static func chunk(of descriptor: Int32, at offset: Int) async throws(ControlPlaneError) -> ByteBuffer {
    do {
      return try await NIOThreadPool.singleton.runIfActive {
        var buffer = ByteBufferAllocator().buffer(capacity: ContentHash.chunkSize)
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: ContentHash.chunkSize) { bytes in
          max(0, pread(descriptor, bytes.baseAddress, min(bytes.count, ContentHash.chunkSize), off_t(offset)))
        }
        return buffer
      }
    } catch { throw .transport("\(error)") }
  }
}
