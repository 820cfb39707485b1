import Glibc

/// The error codes of the C library, and whether a retry can succeed after them.
public enum SystemError {
  /// Whether the same call would fail again, as long as nobody changes rights, names or mounts.
  ///
  /// A full disk or a lost connection may be better by then.
  public static func isPermanent(_ code: Int32) -> Bool {
    switch code {
    case EACCES, EPERM, EROFS, ENOENT, ENOTDIR, EISDIR, ELOOP, ENAMETOOLONG, EINVAL: true
    default: false
    }
  }
}
