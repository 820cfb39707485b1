/// A member of a tar archive.
public struct TarEntry: Sendable, Equatable {
  /// What a member is.
  public enum Kind: Sendable, Equatable {
    case file
    case folder
    /// A symbolic link to a path, which need not exist.
    case symbolicLink(target: String)
    /// Another name of an earlier member.
    case hardLink(target: String)
    /// A device, a pipe, or anything else, by its type byte.
    case other(UInt8)
  }

  /// Relative, with slashes; a folder's has none at the end.
  public var name: String
  public var kind: Kind
  /// The permission bits, such as `0o755`.
  public var mode: Int
  public var userID: Int
  public var groupID: Int
  /// The bytes of a file; empty for anything else.
  public var contents: ArraySlice<UInt8>

  public init(
    name: String, kind: Kind, mode: Int, userID: Int = 0, groupID: Int = 0, contents: ArraySlice<UInt8> = []
  ) {
    self.name = name
    self.kind = kind
    self.mode = mode
    self.userID = userID
    self.groupID = groupID
    self.contents = contents
  }
}

/// Why an archive cannot be written or read.
public enum TarError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A value that tar cannot hold, of the member `name`.
  case unrepresentable(name: String, reason: String)
  /// The archive ends within a member.
  case truncated
  /// A header's checksum is wrong, or one of its numbers is not one, at a byte offset.
  case malformedHeader(offset: Int)

  public var description: String {
    switch self {
    case .unrepresentable(let name, let reason): "\"\(name)\" cannot be put into a tar archive: \(reason)"
    case .truncated: "the tar archive ends within a member"
    case .malformedHeader(let offset): "the tar archive has no valid header at byte \(offset)"
    }
  }
}
