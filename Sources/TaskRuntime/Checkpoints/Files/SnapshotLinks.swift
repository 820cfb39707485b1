import DreyModel
import Glibc

/// Files of an earlier checkpoint that a later one holds too, by hard links: each folder has all that its checkpoint needs, and
/// a file is gone when the last folder is.
enum SnapshotLinks {
  /// Links files into a folder, under the names that they have.
  /// - Returns: where they are there, in the same order; nil where that is not possible, and none is.
  static func make(_ files: [SnapshotFile], in folder: String) -> [SnapshotFile]? {
    var links: [SnapshotFile] = []
    for file in files {
      let name = file.path.split(separator: "/").last.map(String.init) ?? ""
      let link = SnapshotFile(path: "\(folder)/\(name)", byteCount: file.byteCount)
      guard Glibc.link(file.path, link.path) == 0 else {
        remove(links)
        return nil
      }
      links.append(link)
    }
    return links
  }

  /// Takes links out of their folder again.
  static func remove(_ links: [SnapshotFile]) { for link in links { unlink(link.path) } }
}
