import ChildProcess
public import DreyModel
import Glibc

/// The process that supervises a member of a cluster that outlives the client which made it.
public struct SupervisorProcess: Sendable {
  let cluster: String
  let member: String

  /// - Parameter cluster: the path of the cluster's folder.
  public init(cluster: String, member: String) {
    self.cluster = cluster
    self.member = member
  }

  /// Starts the member and returns once it has ended and that is noted.
  /// - Throws: ``DreyModel/Failure`` where there is nothing to start, or it cannot be started.
  public func supervise() async throws(Failure) {
    for number in [SIGHUP, SIGINT, SIGTERM, SIGPIPE] { signal(number, SIG_IGN) }
    let root = StateFolder(path: cluster.split(separator: "/").dropLast().map { "/\($0)" }.joined())
    guard let folder = ClusterFolder(path: cluster, in: root),
      let launch = PrivateFile.read(MemberLaunch.self, from: folder.member(member).launch)
    else {
      throw Failure(.usage, "\(cluster) has no member '\(member)' to start", advice: "drey itself starts it.")
    }
    do throws(Failure) {
      let supervision = try MemberSupervision(launch, of: member, in: folder, root: root)
      supervision.abandonOutput()
      await supervision.complete()
    } catch {
      // Whoever waits for its start reads the reason there.
      let log = OutputLog(path: folder.member(member).output)
      log.append(OutputChunk(.stderr, Array("\(error)\n".utf8)))
      try? PrivateFile.write(
        MemberEnd(exitCode: 127, signal: nil, at: MemberState.now()), as: folder.member(member).end)
      throw error
    }
  }

  /// How long a supervisor has to start its member, which takes it milliseconds.
  private static let patience: Duration = .seconds(30)

  /// Starts an executable as a member's supervisor, in a session of its own, and waits until the member is started.
  /// - Throws: ``DreyModel/Failure`` of the domain `infrastructure`.
  static func start(
    _ executable: String, _ launch: MemberLaunch, of member: String, in cluster: ClusterFolder
  ) async throws {
    try PrivateFile.write(launch, as: cluster.member(member).launch)
    var environment = launch.environment
    environment[ProcessTable.memberVariable] = nil
    let supervisor: ChildProcess
    do {
      supervisor = try ChildProcess.spawn(
        ChildProcess.Configuration(
          executable: executable, arguments: ["supervise", cluster.path, member], environment: environment,
          workingDirectory: "/", standardOutput: .null, standardError: .null, isolation: .session))
    } catch {
      throw Failure(.infrastructure, "the supervisor of \(member) cannot be started: \(error)")
    }
    let deadline = ContinuousClock.now + patience
    while MemberState(of: cluster.member(member)) == .created {
      try Task.checkCancellation()
      let hasEnded = await supervisor.wait(upTo: .milliseconds(5)) != nil
      // What it noted before it ended counts.
      guard hasEnded || ContinuousClock.now > deadline, MemberState(of: cluster.member(member)) == .created else {
        continue
      }
      throw Failure(.infrastructure, "the supervisor of \(member) did not start it")
    }
  }
}
