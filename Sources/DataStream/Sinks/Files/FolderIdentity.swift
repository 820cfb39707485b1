import Glibc
import StreamRecords

/// Which folder it is, for those who come to it by another path or from another container.
struct FolderIdentity: Equatable, Sendable {
  /// Absolute, without links.
  let path: String
  /// Device and inode, which a mount elsewhere shares; empty where the folder is not there.
  let node: String

  init(path: String, node: String) {
    self.path = path
    self.node = node
  }

  init(of folder: OutputFolder) {
    var status = stat()
    let isThere = stat(folder.path, &status) == 0
    self.init(path: CanonicalPath.of(folder.path), node: isThere ? "\(status.st_dev):\(status.st_ino)" : "")
  }

  /// Whether both are of one folder.
  func isSame(as other: FolderIdentity) -> Bool { path == other.path || !node.isEmpty && node == other.node }
}
