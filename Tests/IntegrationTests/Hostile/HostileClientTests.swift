import ChildProcess
import DockerEngine
import DreyModel
import DreyTesting
import FoundationEssentials
import HostileClients
import Testing

@testable import DreyDeploy

/// Seconds per attack; nil: the short form.
private let seconds = ProcessInfo.processInfo.environment["DREY_HOSTILE"].flatMap { Int($0) }

/// Attacks on a session beside its job and other clients: neither notices, and the JobManager holds no more than before.
///
/// Lists of attacks on further ports belong into ``attacks(_:)``.
private enum Hostility {
  /// In the short form other tests run at the same time, so that times mean little.
  static let isLong = seconds != nil

  static func attacks(_ session: AttackedSession) -> [Attack] {
    let all = HTTPAttacks.ofStrangers + HTTPAttacks.ofFriends(token: session.token)
    return isLong ? all : stride(from: 2, to: all.count, by: 3).map { all[$0] }
  }

  static func endure(_ session: AttackedSession) async throws {
    let duration = Duration.seconds(seconds ?? 1)
    _ = try await session.look(for: .seconds(1))
    let before = session.holdings
    let calm = try await session.look(for: isLong ? duration : .seconds(3))
    print("hostile: before: \(calm); \(before)")
    for attack in attacks(session) {
      let swarm = try Swarm.start(attack, port: session.port)
      let sight: AttackedSession.Sight
      do { sight = try await session.look(for: duration) } catch {
        await swarm.stop()
        throw error
      }
      let count = await swarm.stop()
      print("hostile: \(attack): \(sight); \(count.opened) connections, \(count.sentBytes >> 10) KiB sent")
      expect(sight, calm, before, attack)
    }
    try await expectRest(session, before)
  }

  private static func expect(
    _ sight: AttackedSession.Sight, _ calm: AttackedSession.Sight, _ before: AttackedSession.Holdings, _ attack: Attack
  ) {
    #expect(sight.calls.failures == 0, "\(attack): \(sight)")
    #expect(sight.peakMemory < before.memory + 64, "\(attack): \(sight)")
    #expect(sight.recordsPerSecond > calm.recordsPerSecond * (isLong ? 0.97 : 0.8), "\(attack): \(sight), \(calm)")
    // Clients with the token share what there is; those without are to have no effect.
    let limit = attack.name.contains("with the token") ? 500.0 : 50
    #expect(sight.calls.p99 < (isLong ? limit : 2000), "\(attack): \(sight)")
  }

  /// Connections that were given up end by themselves.
  private static func expectRest(_ session: AttackedSession, _ before: AttackedSession.Holdings) async throws {
    let deadline = ContinuousClock.now + .seconds(90)
    while session.holdings.descriptors > before.descriptors + 3, ContinuousClock.now < deadline {
      try await Task.sleep(for: .milliseconds(100))
    }
    let after = session.holdings
    print("hostile: after: \(after)")
    #expect(after.descriptors <= before.descriptors + 3)
    #expect(after.memory < before.memory + 32)
  }
}

extension LocalRuns {
  @Suite(.serialized, .timeLimit(.minutes(30))) struct HostileClientTests {
    @Test func attacksOnASessionDisturbNobody() async throws {
      try await LocalRuns.withMachine { machine in
        let start = try await machine.drey.command(["session", "start", "attacked", "--target", "local"])
        try #require(start.exitCode == .finished, "\(start.messages)")
        let result: Result<Void, any Error>
        do { result = .success(try await attack(machine)) } catch { result = .failure(error) }
        _ = try await machine.drey.command(["session", "stop", "attacked", "--target", "local"])
        try result.get()
      }
    }

    private func attack(_ machine: LocalMachine) async throws {
      let run = try await machine.start("steady", options: ["--mode", "session", "--cluster", "attacked"])
      let target = try LocalTarget.connect(environment: machine.drey.environment)
      let access = try await target.restAccess(of: try #require(try await target.find("attacked").first))
      let session = AttackedSession(
        port: access.port, token: try #require(access.token),
        jobManager: try #require(machine.process(of: "jobmanager")))
      let result: Result<Void, any Error>
      do { result = .success(try await Hostility.endure(session)) } catch { result = .failure(error) }
      _ = await run.process.terminate(grace: .seconds(30))
      try result.get()
    }
  }
}

extension Runs {
  @Suite(.serialized, .enabled(if: Hostility.isLong && isRoot, "set DREY_HOSTILE, as root"), .timeLimit(.minutes(30)))
  struct HostileClientTests {
    @Test func attacksOnASessionDisturbNobody() async throws {
      try await RunningCluster.with(mode: "session", scenario: "steady") { cluster in
        let target = try await DockerTarget.connect(environment: ProcessInfo.processInfo.environment)
        defer { target.close() }
        let access = try await target.restAccess(of: try #require(try await target.find(cluster.name).first))
        let container = try await cluster.engine.containers.inspect(cluster.container("jobmanager")).state.pid
        let session = AttackedSession(
          port: access.port, token: try #require(access.token),
          jobManager: try #require(Self.childOf(Int32(container))))
        try await Hostility.endure(session)
      }
    }

    /// The process that an init of a container has started; itself, where there is no init.
    private static func childOf(_ process: Int32) -> Int32? {
      let children = try? String(contentsOfFile: "/proc/\(process)/task/\(process)/children", encoding: .utf8)
      return children?.split(separator: " ").first.flatMap { Int32($0) } ?? process
    }
  }
}
