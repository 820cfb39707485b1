/// One step of making a local cluster, as a value.
enum LocalOperation: PlanOperation, Equatable {
  /// Makes the cluster's folder and takes its name, both at once.
  case createFolder(ClusterFolder, ClusterRecord)
  /// Makes the folder of a member that a cluster is to have as well.
  case addMember(Member)
  /// Writes the secret that members prove who they are by.
  case putSecret
  case putFile(MemberFile)
  /// Copies a user's secret.
  case putGivenSecret(SecretFile)
  /// Writes the token of the REST API, for this member alone.
  case putRestToken(member: String)
  /// Copies the executable that the JobManager runs and hands out.
  case putApplication(path: String)
  case start(Member)
  /// Waits until a JobManager says which ports it took.
  case awaitPorts(Member)

  var summary: String {
    switch self {
    case .createFolder(let folder, _): "folder \(folder.path): create"
    case .addMember(let member): "folder \(member.name): create"
    case .putSecret: "folder secrets: put the cluster's secret"
    case .putFile(let file): "folder secrets: put \(file.path.split(separator: "/").last ?? "")"
    case .putGivenSecret(let secret): "folder given-secrets: put the secret '\(secret.name)'"
    case .putRestToken(let member): "folder \(member): put the REST token"
    case .putApplication(let path): "folder usrlib: copy \(path)"
    case .start(let member): "process \(member.name): start \(member.image)"
    case .awaitPorts(let member): "process \(member.name): await its ports"
    }
  }
}
