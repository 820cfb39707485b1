import DreyModel
import DreyTesting
import Testing

extension Runs {
  /// Sources whose watermarks are aligned, in containers that know each other by the JobManager only.
  @Suite(.serialized, .timeLimit(.minutes(5))) struct Alignment {
    /// By how many milliseconds of event time the fast subtask is ahead of the slow one, at most.
    private func lead(in session: TestSession, _ arguments: [String]) async throws -> Int {
      let run = try await session.run("paces", arguments: arguments)
      try #require(run.exitCode == .finished, "\(run.messages)")
      #expect(run.records.count == 10_000)
      var (slow, lead) = (0, 0)
      for record in run.records {
        let parts = record.split(separator: " ")
        let time = try #require(Int(parts[1]))
        if parts[0] == "slow" { slow = time } else { lead = max(lead, time - slow) }
      }
      return lead
    }

    @Test func theFastOneWaitsInItsOwnContainer() async throws {
      try await TestSession.with(taskManagers: 2) { session in
        let alone = try await lead(in: session, [])
        #expect(alone > 3000)
        // What the slow one has emitted may come a tenth of a second late, and is 200 ms of event time.
        let aligned = try await lead(in: session, ["--drift", "300"])
        #expect(aligned < 1500)
      }
    }
  }
}
