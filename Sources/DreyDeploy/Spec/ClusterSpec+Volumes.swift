import DockerEngine
import DreyModel
import Glibc

extension ClusterSpec {
  /// Checks that what is mounted is there and that the containers' user may use it, where the engine is on this machine.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` that names the path and the command that mends it.
  func checkVolumes(on endpoint: EngineEndpoint) throws(Failure) {
    guard case .unix = endpoint.address else { return }
    for volume in volumes { try volume.checkAccess() }
  }
}

extension VolumeMount {
  func checkAccess() throws(Failure) {
    var status = stat()
    guard stat(source, &status) == 0 else {
      throw Failure(.usage, "\(source) is to be mounted at \(target), but does not exist")
    }
    let isFolder = status.st_mode & S_IFMT == S_IFDIR
    let needed: mode_t = (writable ? 0o6 : 0o4) | (isFolder ? 0o1 : 0)
    guard Self.rights(of: status) & needed != needed else { return }
    let letters = (writable ? "rw" : "r") + (isFolder ? "X" : "")
    throw Failure(
      .usage,
      "\(source) is to be mounted at \(target), but the containers' user \(ContainerContract.userID) may not "
        + (writable ? "write to it" : "read it"),
      advice: writable ? "Run: chown \(ContainerContract.userID) \(source)" : "Run: chmod o+\(letters) \(source)")
  }

  /// What the containers' user may do: as owner, by the group, or as anybody.
  private static func rights(of status: stat) -> mode_t {
    if status.st_uid == uid_t(ContainerContract.userID) { return status.st_mode >> 6 & 7 }
    if status.st_gid == gid_t(ContainerContract.userID) { return status.st_mode >> 3 & 7 }
    return status.st_mode & 7
  }
}
