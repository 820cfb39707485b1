import DreyModel
import Glibc

/// The answer, before anything is created, to whether the containers' user may use a mounted volume.
enum VolumeAccess: Equatable {
  case allowed
  /// With why, and what would help.
  case unknown(String)
  case refused(Failure)

  /// Judges a volume by what this machine says of its source.
  /// - Parameter users: how the engine maps the users of containers.
  static func of(_ volume: VolumeMount, users: EngineUsers) -> VolumeAccess {
    var status = stat()
    guard stat(volume.source, &status) == 0 else {
      return .refused(Failure(.usage, "\(volume.source) is to be mounted at \(volume.target), but does not exist"))
    }
    let isFolder = status.st_mode & S_IFMT == S_IFDIR
    let needed = (volume.writable ? 0o6 : 0o4) | (isFolder ? 0o1 : 0)
    let file = FileRights(
      mode: Int(status.st_mode & 0o777), owner: Int(status.st_uid), group: Int(status.st_gid),
      list: AccessControlList(of: volume.source))
    return judge(volume, file, needed: needed, users: users, hasOwnRules: FileSystemKind.hasOwnRules(volume.source))
  }

  /// - Parameter hasOwnRules: whether the file system decides by something else than what it shows.
  static func judge(
    _ volume: VolumeMount, _ file: FileRights, needed: Int, users: EngineUsers, hasOwnRules: Bool
  ) -> VolumeAccess {
    let user = ContainerContract.userID
    let isGiven = file.rights(user: user, group: user) & needed == needed
    let isOpenToAll = file.rightsOfOthers & needed == needed
    switch users {
    case .same where hasOwnRules && !isGiven:
      return .unknown("\(what(volume)): its file system decides whether the containers' user \(user) may")
    case .same: return isGiven ? .allowed : .refused(refusal(of: volume))
    case .mapped(let how):
      guard !isOpenToAll else { return .allowed }
      return .unknown(
        "\(what(volume)): the engine \(how), so that the containers' user \(user) is another one here; where it is refused, "
          + "open what is mounted to that one, or to all: chmod o+\(letters(volume)) \(volume.source)")
    }
  }

  private static func what(_ volume: VolumeMount) -> String { "\(volume.source) is to be mounted at \(volume.target)" }

  private static func letters(_ volume: VolumeMount) -> String { (volume.writable ? "rw" : "r") + "X" }

  private static func refusal(of volume: VolumeMount) -> Failure {
    let user = ContainerContract.userID
    return Failure(
      .usage,
      "\(what(volume)), but the containers' user \(user) may not " + (volume.writable ? "write to it" : "read it"),
      advice: volume.writable
        ? "Run: chown \(user) \(volume.source), or give it the right alone: setfacl -m u:\(user):rwX \(volume.source)"
        : "Run: chmod o+rX \(volume.source), or give it the right alone: setfacl -m u:\(user):rX \(volume.source)")
  }
}

/// The mapping of the containers' users to users of the engine's machine.
enum EngineUsers: Equatable {
  case same
  /// Others, as the words say that follow "the engine".
  case mapped(String)

  /// - Parameter securityOptions: as an engine reports them, such as `name=userns`.
  init(securityOptions: [String]) {
    let names = securityOptions.map { $0.split(separator: ",").first.map(String.init) ?? $0 }
    if names.contains("name=rootless") {
      self = .mapped("runs without root (rootless)")
    } else if names.contains("name=userns") {
      self = .mapped("maps users (userns-remap)")
    } else {
      self = .same
    }
  }
}
