/// A checkpoint or savepoint all of which is on the disk.
public struct CompletedCheckpoint: Sendable, Codable, Equatable {
  /// From 1 on, rising over all attempts of the job.
  public var id: Int
  public var kind: SnapshotKind
  /// The folder, absolute.
  public var path: String
  /// When it was ordered, in milliseconds since 1970 began (UTC).
  public var timestamp: Int
  /// Bytes of all files, with those of earlier checkpoints that it builds on.
  public var byteCount: Int

  public init(id: Int, kind: SnapshotKind, path: String, timestamp: Int, byteCount: Int) {
    self.id = id
    self.kind = kind
    self.path = path
    self.timestamp = timestamp
    self.byteCount = byteCount
  }
}
