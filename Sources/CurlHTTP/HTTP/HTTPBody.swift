/// What is sent with a request: bytes in memory, files read while they are sent, or both one after the other.
public struct HTTPBody: Sendable, Equatable {
  /// A part of a body.
  public enum Segment: Sendable, Equatable {
    case bytes([UInt8])
    /// The first `size` bytes of a file.
    case file(path: String, size: Int)

    /// In bytes.
    public var size: Int {
      switch self {
      case .bytes(let bytes): bytes.count
      case .file(_, let size): size
      }
    }

    /// A regular file as it is now; it must not change until the request is over.
    ///
    /// Throws ``HTTPError/unreadableFile(_:)`` if there is no readable regular file at `path`.
    public static func wholeFile(_ path: String) throws(HTTPError) -> Segment {
      .file(path: path, size: try RegularFile.size(path))
    }
  }

  /// Its parts in order.
  public var segments: [Segment]

  public init(_ segments: [Segment] = []) { self.segments = segments }

  /// How many bytes are sent.
  public var size: Int { segments.reduce(0) { $0 + $1.size } }
}
