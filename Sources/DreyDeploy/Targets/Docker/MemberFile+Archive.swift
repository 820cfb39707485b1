import DockerEngine
import DreyModel

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
