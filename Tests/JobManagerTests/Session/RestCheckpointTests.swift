import DreyModel
import FoundationEssentials
import Testing

@testable import JobManager

/// The calls of the REST API that concern checkpoints and savepoints, as far as they need no running checkpoint.
@Suite(.timeLimit(.minutes(2))) struct RestCheckpointTests {
  @Test func whatIsNotThereIsNotFound() async throws {
    try await SessionFixture.with(taskManagers: []) { session in
      let id = SavepointRequestID.random()
      for path in [
        "/jobs/\(JobID.random())/checkpoints", "/jobs/\(JobID.random())/checkpoints/config",
        "/jobs/\(JobID.random())/savepoints/\(id)", "/savepoint-disposal/\(id)",
      ] {
        let answer = try await session.client.call("GET", path)
        #expect(answer.status == 404, "\(path): \(answer.text)")
      }
      #expect(try await session.client.call("GET", "/jobs/\(JobID.random())/savepoints/x").status == 400)
      let trigger = try await session.client.call(
        "POST", "/jobs/\(JobID.random())/savepoints", type: "application/json", body: Array("{}".utf8))
      #expect(trigger.status == 404)
    }
  }

  @Test func bodiesAreChecked() async throws {
    try await SessionFixture.with { session in
      let job = try await session.submit(session.job(try await session.upload(), "hang"))
      try await session.wait(for: .running, of: job)
      for (path, body) in [
        ("/jobs/\(job)/savepoints", "{"), ("/jobs/\(job)/stop", #"{"drain":1}"#), ("/savepoint-disposal", "{}"),
        ("/jobs/\(job)/checkpoints", #"{"checkpointType":"HALF"}"#),
        ("/jobs/\(job)/savepoints", #"{"triggerId":"x"}"#),
      ] {
        let answer = try await session.client.call(
          "POST", path, type: "application/json", body: Array(body.utf8))
        #expect(answer.status == 400, "\(path): \(answer.text)")
      }
      let statistics = try await session.client.get("/v1/jobs/\(job)/checkpoints", CheckpointStatistics.self)
      #expect(statistics.counts.total == 0 && statistics.history.isEmpty)
      let configuration = try await session.client.get(
        "/jobs/\(job)/checkpoints/config", CheckpointConfigurationInfo.self)
      #expect(configuration.interval == .max, "none are taken")
      #expect(try await session.client.call("GET", "/jobs/\(job)/checkpoints/details/7").status == 404)
    }
  }
}
