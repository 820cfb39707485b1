public import DreyModel
import FoundationEssentials
import Glibc

/// Paths of this machine as people write them in options and spec files: the one place that makes them absolute.
public enum HostPath {
  /// The absolute path that a text names: a path, relative to a folder or to the user's own (`~/in`), or an address of the scheme
  /// `file`. Symbolic links stay as they are named, but for those that a `..` comes after; a slash at the end is left out.
  /// - Parameter folder: the spec file's, or the working directory of a command.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` if it is no path of this machine.
  public static func absolute(_ text: String, relativeTo folder: String? = nil) throws(Failure) -> String {
    let path = try expandingHome(FileAddress.path(text, domain: .usage))
    let whole = path.hasPrefix("/") ? path : try absolute(folder ?? workingDirectory) + "/" + path
    var parts: [Substring] = []
    for part in whole.split(separator: "/") where part != "." {
      guard part == ".." else {
        parts.append(part)
        continue
      }
      // The folder above a link is that of what the link leads to.
      if let real = resolved("/" + parts.joined(separator: "/")) { parts = real.split(separator: "/") }
      _ = parts.popLast()
    }
    return "/" + parts.joined(separator: "/")
  }

  /// The path without any symbolic link, as far as there is something by that name: equal for two names of one thing.
  public static func canonical(_ path: String) -> String {
    if let real = resolved(path) { return real }
    guard let slash = path.lastIndex(of: "/"), path.count > 1 else { return path }
    let parent = slash == path.startIndex ? "/" : canonical(String(path[..<slash]))
    return (parent == "/" ? "" : parent) + path[slash...]
  }

  /// A path in a container, where there are no links to follow: without `.`, `..` and needless slashes.
  static func cleaned(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// Returns the rest of a path after a folder that it is in, or is: empty, or with a slash before it; nil if the path is not
  /// in the folder.
  static func rest(of path: String, below folder: String) -> Substring? {
    guard folder != "/" else { return path == "/" ? "" : path[...] }
    guard path.hasPrefix(folder) else { return nil }
    let rest = path.dropFirst(folder.count)
    return rest.isEmpty || rest.hasPrefix("/") ? rest : nil
  }

  private static var workingDirectory: String { FileManager.default.currentDirectoryPath }

  private static func expandingHome(_ path: String) throws(Failure) -> String {
    guard path == "~" || path.hasPrefix("~/") else { return path }
    guard let home = getenv("HOME").map({ String(cString: $0) }), home.hasPrefix("/") else {
      throw Failure(.usage, "'\(path)' is below your own folder, and HOME does not say where that is")
    }
    return home + path.dropFirst()
  }

  private static func resolved(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }
}
