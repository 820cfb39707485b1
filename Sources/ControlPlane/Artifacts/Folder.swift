public import DreyModel
import Glibc

/// Folders for artifacts.
public enum Folder {
  /// Makes a folder that only its owner may enter, and its parents, where they do not exist.
  /// - Throws: ``Failure`` of the domain `infrastructure` that names the one which could not be made.
  public static func make(_ path: String) throws(Failure) {
    var made = ""
    for part in path.split(separator: "/") {
      made += (made.isEmpty && !path.hasPrefix("/") ? "" : "/") + part
      guard mkdir(made, 0o700) == 0 || errno == EEXIST else { throw FileError.failure("create", made) }
    }
  }
}
