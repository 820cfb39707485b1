import DockerEngine
import DreyModel
import DreyTesting
import FoundationEssentials
import JobManagerClient
import Testing

@testable import DreyDeploy

extension Runs.Sessions.Soak {
  /// The same for Apache Flink, as far as it is ours: the process that starts each JVM and answers for it. A part of the long
  /// form alone.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["DREY_SOAK_SESSION"] != nil))
  func theAgentOfAFlinkSessionIsTheSameAfterManyJobs() async throws {
    let jobs = max(60, (Self.number("DREY_SOAK_SESSION") ?? 0) / 100)
    try await FlinkSession.with(taskManagers: 1, slots: 4) { session in
      try await Targets.with(.docker, environment: ProcessInfo.processInfo.environment) { target in
        let connection = try await SessionConnection.open(session.name, on: target)
        defer { connection.client.close() }
        let jar = try await connection.client.ensureJar(file: Runs.Flink.jar("trivial"))
        let progress = SoakProgress(total: jobs, limit: 1800)
        let engine = try await DockerEngine.connect(environment: ProcessInfo.processInfo.environment)
        defer { engine.close() }
        let sampler = SoakSampler(engine: engine, session: TestSession(name: session.name))
        let measuring = Task { await SoakMeasurement(sampler: sampler, progress: progress).series() }
        await withTaskGroup(of: Void.self) { group in
          for _ in 0..<4 { group.addTask { await Self.submit(jar, connection, progress) } }
        }
        measuring.cancel()
        let report = SoakReport(progress: progress, series: await measuring.value, jobs: jobs)
        print("flink: \(report.summary)")
        #expect(progress.mistakes.isEmpty, "\(progress.mistakes.joined(separator: "\n"))")
        #expect(report.objections.isEmpty, "\(report.objections.joined(separator: "\n"))")
        #expect(progress.done[.command] == jobs)
      }
    }
  }

  private static func submit(_ jar: String, _ connection: SessionConnection, _ progress: SoakProgress) async {
    while progress.take() != nil {
      let id = JobID.random()
      do {
        let begin = progress.now
        try await connection.client.runJar(jar, JarRunRequest(jobID: id, parallelism: 1))
        progress.submitted(from: begin)
        let status = try await connection.client.waitForEnd(of: id)
        if status == .finished { progress.finished(.command) } else { progress.wrong("job \(id) is \(status)") }
      } catch { progress.wrong("job \(id): \(error)") }
    }
  }
}
