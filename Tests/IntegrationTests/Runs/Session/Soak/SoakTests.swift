import DockerEngine
import DreyModel
import DreyTesting
import FoundationEssentials
import JobManagerClient
import Testing

@testable import DreyDeploy

extension Runs.Sessions {
  /// One session takes many jobs of all kinds from eight clients while it is scaled and its members are killed: every
  /// result is right, and nothing that it holds grows.
  ///
  /// `make soak-session [COUNT=20000] [MINUTES=60]` is the long form.
  @Suite(.serialized, .timeLimit(.minutes(90))) struct Soak {
    static func number(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap { Int($0) } }

    @Test func aSessionIsTheSameAfterManyJobs() async throws {
      let jobs = Self.number("DREY_SOAK_SESSION") ?? 60
      let seconds = 60 * Double(Self.number("DREY_SOAK_MINUTES") ?? 10)
      // Each client has to find what became of its own job.
      let kept = max(60, min(1000, jobs / 10))
      let options = [
        "-D", "jobmanager.session.queue-capacity=2000", "-D", "slot.request.timeout=30min",
        "-D", "jobstore.max-capacity=\(kept)", "-D", "execution.checkpointing.savepoint-dir=/var/lib/drey/savepoints",
        "-D", "heartbeat.interval=1000", "-D", "heartbeat.timeout=15000", "--jobmanager-memory", "512m",
      ]
      try await TestSession.with(taskManagers: 2, slots: 4, options: options) { session in
        try await Targets.with(.docker, environment: ProcessInfo.processInfo.environment) { target in
          let soak = try await SoakSession(session, on: target)
          defer { soak.close() }
          let progress = SoakProgress(total: jobs, limit: seconds)
          let measured = try await Self.drive(SoakClient(soak: soak, progress: progress))
          try await Self.checkEnd(soak, kept: kept)
          let report = SoakReport(progress: progress, series: measured, jobs: jobs)
          print(report.summary)
          if jobs >= 1000 { try report.write(to: "\(Runs.root)/docs") }
          #expect(progress.mistakes.isEmpty, "\(progress.mistakes.joined(separator: "\n"))")
          #expect(report.objections.isEmpty, "\(report.objections.joined(separator: "\n"))")
          #expect(progress.done.values.reduce(0, +) >= (progress.now < seconds ? jobs : 60))
        }
      }
    }

    /// Eight clients, the faults, and somebody who measures.
    private static func drive(_ client: SoakClient) async throws -> SoakSeries {
      let engine = try await DockerEngine.connect(environment: ProcessInfo.processInfo.environment)
      defer { engine.close() }
      let sampler = SoakSampler(engine: engine, session: client.soak.session)
      let measuring = Task { await SoakMeasurement(sampler: sampler, progress: client.progress).series() }
      let faults = Task { try await SoakFaults(jobs: client.progress.total).run(client) }
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<8 { group.addTask { await client.run() } }
      }
      do { try await faults.value } catch { client.progress.wrong("\(error)") }
      measuring.cancel()
      return await measuring.value
    }

    /// All slots are free again, no more is kept than was asked for, and a job still runs.
    private static func checkEnd(_ soak: SoakSession, kept: Int) async throws {
      let deadline = ContinuousClock.now + .seconds(30)
      var overview = try await soak.asking { try await $0.overview() }
      while overview.slotsAvailable != overview.slotsTotal || overview.jobsRunning > 0, ContinuousClock.now < deadline {
        try await Task.sleep(for: .milliseconds(200))
        overview = try await soak.asking { try await $0.overview() }
      }
      #expect(overview.jobsRunning == 0)
      #expect(overview.slotsAvailable == overview.slotsTotal && overview.slotsTotal >= 8)
      let known = try await soak.asking { try await $0.jobs() }
      #expect(known.count <= kept)
      let last = try await soak.session.run("trivial")
      #expect(last.exitCode == .finished, "\(last.messages)")
    }
  }
}
