import DreyModel

/// What is said on a connection to the blob port, after the handshake.
enum ArtifactRequest: Codable, Sendable {
  /// 64 lower-case hexadecimal digits.
  case get(sha256: String)
}

/// The answer to ``ArtifactRequest``; after ``found(size:)`` the content follows in frames of its bytes.
enum ArtifactReply: Codable, Sendable {
  case found(size: Int)
  case missing
}
