import Glibc

/// Finds the file behind the name of a program.
public enum ExecutableLookup {
  /// The path of an executable file: `name` itself where it has a slash, else the first match on the search path.
  /// - Throws: ``SpawnError/executableNotFound(_:)`` or ``SpawnError/notExecutable(_:)``.
  public static func find(_ name: String) throws(SpawnError) -> String {
    guard !name.utf8.contains(UInt8(ascii: "/")) else { return try check(name) }
    let search = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
    var refused: String?
    for folder in search.split(separator: ":", omittingEmptySubsequences: true) {
      let candidate = "\(folder)/\(name)"
      do { return try check(candidate) } catch .notExecutable { refused = refused ?? candidate } catch {}
    }
    if let refused { throw .notExecutable(refused) }
    throw .executableNotFound(name)
  }

  private static func check(_ path: String) throws(SpawnError) -> String {
    var information = stat()
    guard stat(path, &information) == 0 else { throw .executableNotFound(path) }
    guard information.st_mode & S_IFMT == S_IFREG, access(path, X_OK) == 0 else { throw .notExecutable(path) }
    return absolute(path)
  }

  /// The child may start in another folder, where a relative path would mean another file.
  private static func absolute(_ path: String) -> String {
    guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
    defer { free(folder) }
    return String(cString: folder) + "/" + path
  }
}
