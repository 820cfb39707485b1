import DreyModel
import FoundationEssentials
import Glibc

/// Carries out the operations of a plan and keeps what they started.
actor LocalCluster {
  private let root: StateFolder
  private let folder: ClusterFolder
  /// Whether the cluster outlives this process, so that others have to watch its members.
  private let isDetached: Bool
  private let environment: [String: String]
  /// What becomes a member's supervisor.
  private let executable: String
  private var members: [String: MemberSupervision] = [:]
  private var ports: MemberPorts?

  init(
    root: StateFolder, folder: ClusterFolder, isDetached: Bool, environment: [String: String], executable: String
  ) {
    self.root = root
    self.folder = folder
    self.isDetached = isDetached
    self.environment = environment
    self.executable = executable
  }

  /// - Throws: ``DreyModel/Failure``.
  func perform(_ operation: LocalOperation) async throws {
    switch operation {
    case .createFolder(let folder, let record): try await ClusterCreation(root: root).create(folder, record)
    case .addMember(let member):
      try await ClusterCreation(root: root).change(folder) { $0.append(ClusterRecord.Member(member)) }
    case .putSecret: try PrivateFile.write(ClusterSecret().bytes, to: folder.clusterSecret)
    case .putFile(let file): try PrivateFile.write(file.content, to: MemberLaunch.path(of: file.path, in: folder))
    case .putGivenSecret(let secret):
      try PrivateFile.write(try secret.content(), to: "\(folder.givenSecrets)/\(secret.name)")
    case .putRestToken(let member):
      try PrivateFile.write(ClusterSecret().bytes, to: folder.member(member).restToken)
    case .putApplication(let path): try putApplication(path)
    case .start(let member): try await start(member)
    case .awaitPorts(let member): ports = try await ports(of: member)
    }
  }

  /// One that runs since longer noted them when it started.
  private func ports(of member: Member) async throws -> MemberPorts? {
    let folder = folder.member(member.name)
    if let noted = PrivateFile.read(MemberPorts.self, from: folder.ports) { return noted }
    return try await PortReport(folder, of: member).ports()
  }

  /// nil where it was never started.
  func output(of member: Member) -> MemberOutput? {
    if let supervision = members[member.name] { return supervision.output }
    return hasStarted(member) ? MemberOutput(folder.member(member.name), following: true, tail: nil) : nil
  }

  /// nil where it was never started.
  func end(of member: Member) async throws -> Int? {
    if let supervision = members[member.name] { return await supervision.end() }
    guard hasStarted(member) else { return nil }
    while !MemberState(of: folder.member(member.name)).hasEnded { try await Task.sleep(for: .milliseconds(20)) }
    // The exit code of one whose supervisor was killed is what killed it is known by.
    return MemberState(of: folder.member(member.name)).end?.exitCode ?? 137
  }

  private func hasStarted(_ member: Member) -> Bool {
    isDetached && access(folder.member(member.name).launch, R_OK) == 0
  }

  /// A TaskManager without a JobManager to register at is not started.
  private func start(_ member: Member) async throws {
    guard member.role == .jobManager || ports != nil else { return }
    let launch = MemberLaunch(member, in: folder, ports: ports, environment: environment)
    guard !isDetached else { return try await SupervisorProcess.start(executable, launch, of: member.name, in: folder) }
    members[member.name] = try MemberSupervision(launch, of: member.name, in: folder, root: root)
  }

  /// Starts a member again that has ended: a JobManager on the ports it had.
  /// - Throws: ``DreyModel/Failure`` where the cluster is gone, or about to be.
  func restart(_ member: Member) async throws {
    // Its end is noted before anything says that it has begun again.
    await members[member.name]?.complete()
    guard access(folder.record, F_OK) == 0, access(folder.removal, F_OK) != 0 else {
      throw Failure(.infrastructure, "cluster \(folder.name) is being removed by somebody else")
    }
    try MemberLife.begin(in: folder.member(member.name))
    try await start(member)
  }

  private func putApplication(_ path: String) throws(Failure) {
    let name = path.split(separator: "/").last.map(String.init) ?? "application"
    do {
      // A link is not copied but what it leads to, so that building that again does not change what runs.
      let file = URL(filePath: path).resolvingSymlinksInPath().path
      try FileManager.default.copyItem(atPath: file, toPath: "\(folder.userLibrary)/\(name)")
    } catch {
      throw Failure(.infrastructure, "\(path) cannot be copied to \(folder.userLibrary): \(error)")
    }
  }
}
