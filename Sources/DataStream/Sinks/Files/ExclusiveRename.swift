import CFiles
import Glibc

/// Gives a file a name that no other file has.
enum ExclusiveRename {
  /// - Returns: nil, or the error code; `EEXIST` where there is a file of that name, which stays as it is.
  static func rename(_ source: String, to target: String) -> Int32? {
    // Not all file systems know it.
    if cfiles_rename_exclusively(source, target) == 0 { return nil }
    guard errno == EINVAL || errno == ENOSYS || errno == ENOTSUP else { return errno }
    return link(source, to: target)
  }

  private static func link(_ source: String, to target: String) -> Int32? {
    if Glibc.link(source, target) != 0, !(errno == EEXIST && areSame(source, target)) {
      guard errno == EPERM || errno == ENOTSUP || errno == EMLINK else { return errno }
      if access(target, F_OK) == 0 { return EEXIST }
      return Glibc.rename(source, target) == 0 ? nil : errno
    }
    return unlink(source) == 0 ? nil : errno
  }

  /// Whether both names are of one file: a process ended between giving the new name and taking the old one.
  private static func areSame(_ one: String, _ other: String) -> Bool {
    var (first, second) = (stat(), stat())
    return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_ino == second.st_ino
      && first.st_dev == second.st_dev
  }
}
