import DreyModel
import FoundationEssentials
import Glibc

/// The folder that holds this user's local clusters, each a folder of its own. It is theirs alone.
struct StateFolder: Sendable, Equatable {
  /// Absolute, without symbolic links.
  let path: String

  /// `$XDG_RUNTIME_DIR/drey/clusters` where that is a folder of this user's that programs can be run from, or else
  /// `$XDG_STATE_HOME/drey/clusters`, or else `/tmp/drey-UID/clusters`. It is made where it is missing.
  /// - Throws: ``DreyModel/Failure`` of the domain `infrastructure`: it cannot be made, or somebody else could change it.
  static func locate(environment: [String: String]) throws(Failure) -> StateFolder {
    for folder in candidates(environment: environment, isUsable: isUsable) { try makePrivate(folder) }
    let path = candidates(environment: environment, isUsable: isUsable).last ?? "/"
    guard let resolved = realpath(path, nil) else { throw refusal(of: path, errno) }
    defer { free(resolved) }
    return StateFolder(path: String(cString: resolved))
  }

  /// The folder, after those above it that are drey's as well.
  /// - Parameter isUsable: whether a folder that is there already will do.
  static func candidates(environment: [String: String], isUsable: (String) -> Bool) -> [String] {
    func absolute(_ variable: String) -> String? { environment[variable].flatMap { $0.hasPrefix("/") ? $0 : nil } }
    if let runtime = absolute("XDG_RUNTIME_DIR"), isUsable(runtime) {
      return ["\(runtime)/drey", "\(runtime)/drey/clusters"]
    }
    if let state = absolute("XDG_STATE_HOME") { return [state, "\(state)/drey", "\(state)/drey/clusters"] }
    return ["/tmp/drey-\(geteuid())", "/tmp/drey-\(geteuid())/clusters"]
  }

  private static func isUsable(_ folder: String) -> Bool {
    var status = stat()
    var system = statvfs()
    guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid(),
      access(folder, W_OK | X_OK) == 0, statvfs(folder, &system) == 0
    else { return false }
    let noPrograms: UInt = 8  // ST_NOEXEC
    return system.f_flag & noPrograms == 0
  }

  private static func makePrivate(_ folder: String) throws(Failure) {
    guard mkdir(folder, 0o700) != 0 else { return }
    let number = errno
    var status = stat()
    guard number == EEXIST, lstat(folder, &status) == 0 else { throw refusal(of: folder, number) }
    let isOurs = status.st_mode & S_IFMT == S_IFDIR && status.st_uid == geteuid() && status.st_mode & 0o022 == 0
    guard isOurs else {
      throw Failure(
        .infrastructure,
        "\(folder) is no folder that this user alone can change, so local clusters cannot be kept there",
        advice: "Set XDG_STATE_HOME to a folder of your own, or have that one removed.")
    }
  }

  private static func refusal(of folder: String, _ number: Int32) -> Failure {
    Failure(
      .infrastructure, "the folder of local clusters, \(folder), cannot be made: \(String(cString: strerror(number)))",
      advice: "Set XDG_STATE_HOME to a folder of your own.")
  }

  /// The clusters' folders, also those whose making was cut short.
  /// - Throws: ``DreyModel/Failure`` where the folder cannot be read.
  func clusters() throws(Failure) -> [ClusterFolder] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: path).sorted().compactMap {
        ClusterFolder(parsing: $0, in: self)
      }
    } catch {
      // Somebody removed it with all that was in it.
      if access(path, F_OK) != 0, errno == ENOENT { return [] }
      throw Failure(.infrastructure, "the folder of local clusters, \(path), cannot be read: \(error)")
    }
  }
}
