import DockerEngine
import DreyModel

extension SecretFile {
  /// The archive to be put into the volume for such: nobody in a container may write to it, or to the folder that it is in.
  func archive() throws -> RequestBody {
    var tar = TarWriter()
    try tar.addFile(name, try content(), mode: 0o444, userID: 0, groupID: 0)
    return tar.body()
  }
}

extension MemberFile {
  /// The archive to be put into the file's folder: readable for the containers' user alone.
  func archive() throws -> RequestBody {
    var tar = TarWriter()
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    try tar.addFile(
      name, content, mode: 0o400, userID: ContainerContract.userID, groupID: ContainerContract.userID)
    return tar.body()
  }
}
