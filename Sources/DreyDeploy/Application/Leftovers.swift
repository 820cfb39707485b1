import FoundationEssentials
import Glibc

/// What processes that were killed, or programs that nobody runs any more, have left in a folder of drey's own.
enum Leftovers {
  /// Removes the entries of a folder that nobody has changed for so long. What cannot be removed stays.
  /// - Parameter isOne: whether an entry of this name may go.
  static func remove(from folder: String, unchangedFor age: Duration, where isOne: (String) -> Bool) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let limit = time(nil) - Int(age.components.seconds)
    for name in names where isOne(name) {
      var status = stat()
      guard lstat("\(folder)/\(name)", &status) == 0, status.st_uid == geteuid(), status.st_mtim.tv_sec < limit else {
        continue
      }
      try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    }
  }
}
