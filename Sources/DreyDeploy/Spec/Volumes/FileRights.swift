import CFiles
import Glibc

/// The rights of users to a file: its mode, and its access control list if it has one. Rights are the digits of a mode: 4 to
/// read, 2 to write, 1 to execute or enter.
struct FileRights: Equatable {
  var mode: Int
  var owner: Int
  var group: Int
  var list: AccessControlList?

  var rightsOfOthers: Int { mode & 7 }

  /// Returns the rights of a user with one group, as the kernel decides them (acl(5)).
  func rights(user: Int, group: Int) -> Int {
    guard let list else {
      if user == owner { return mode >> 6 & 7 }
      return group == self.group ? mode >> 3 & 7 : rightsOfOthers
    }
    if user == owner { return mode >> 6 & 7 }
    if let own = list.entries.first(where: { $0.kind == .user && $0.id == user }) { return own.rights & list.mask }
    let groups = list.entries.filter {
      $0.kind == .owningGroup && group == self.group || $0.kind == .group && $0.id == group
    }
    // The entry of a single group has to grant all the rights that are needed. The result is the highest of the entries' rights,
    // which is exact if there is one entry.
    return groups.isEmpty ? rightsOfOthers : groups.map { $0.rights & list.mask }.max() ?? 0
  }
}

/// The list of `system.posix_acl_access`, as Linux keeps it.
struct AccessControlList: Equatable {
  enum Kind: UInt16 {
    case owner = 0x01
    case user = 0x02
    case owningGroup = 0x04
    case group = 0x08
    case mask = 0x10
    case others = 0x20
  }

  struct Entry: Equatable {
    var kind: Kind
    var rights: Int
    var id: Int
  }

  var entries: [Entry]

  /// The most rights that named users and groups can have.
  var mask: Int { entries.first { $0.kind == .mask }?.rights ?? 7 }

  /// nil: the file has none, or its file system knows none.
  init?(of path: String) {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = CFiles.getxattr(path, "system.posix_acl_access", &bytes, bytes.count)
    guard count > 0 else { return nil }
    self.init(bytes: Array(bytes.prefix(count)))
  }

  /// A version of 4 bytes, then 8 bytes per entry: kind, rights, id, little-endian.
  init?(bytes: [UInt8]) {
    guard bytes.count >= 4, (bytes.count - 4).isMultiple(of: 8), bytes[0] == 2 else { return nil }
    func number(_ start: Int, _ length: Int) -> Int {
      (0..<length).reduce(0) { $0 | Int(bytes[start + $1]) << (8 * $1) }
    }
    entries = []
    for start in stride(from: 4, to: bytes.count, by: 8) {
      guard let kind = Kind(rawValue: UInt16(number(start, 2))) else { return nil }
      entries.append(Entry(kind: kind, rights: number(start + 2, 2) & 7, id: number(start + 4, 4)))
    }
  }
}

/// Kinds of file systems, as statfs(2) names them.
enum FileSystemKind {
  /// NFS, CIFS, SMB2, 9P, FUSE, AFS: a server or a program decides, and modes are shown for the sake of it.
  private static let magic: Set<UInt> = [
    0x6969, 0xFF53_4D42, 0xFE53_4D42, 0x0102_1997, 0x6573_5546, 0x5346_414F, 0x517B,
  ]

  /// Whether something else than modes decides who may use a path.
  static func hasOwnRules(_ path: String) -> Bool { magic.contains(cfiles_kind(path)) }
}
