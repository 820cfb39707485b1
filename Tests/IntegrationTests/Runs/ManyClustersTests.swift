import DreyModel
import DreyTesting
import FoundationEssentials
import Testing

extension Runs {
  /// Many clusters on one engine at the same time. `make soak` runs the long forms.
  @Suite(.serialized, .timeLimit(.minutes(30))) struct ManyClusters {
    private static let isSoak = ProcessInfo.processInfo.environment["DREY_SOAK"] == "1"
    private static let expected = ["one", "three", "two"]

    /// Every application has two jobs at the same time and one after them, every session three jobs after each other.
    @Test func clustersOfAllModesAtOnceDoNotClash() async throws {
      try await Runs.prepareScenarios()
      let stem = Runs.uniqueName("many")
      let clusters = (0..<(Self.isSoak ? 20 : 6)).map { (name: "\(stem)-\($0)", mode: RunMode.allCases[$0 % 3]) }
      let start = ContinuousClock.now
      try await withThrowingTaskGroup(of: Void.self) { group in
        for cluster in clusters {
          group.addTask {
            switch cluster.mode {
            case .session: try await Self.session(cluster.name)
            case .job, .application: try await Self.run(cluster.name, mode: cluster.mode)
            }
          }
        }
        try await group.waitForAll()
      }
      Self.report("\(clusters.count) clusters of all modes at once", since: start)
      for cluster in clusters { #expect(try await Leftovers.find(of: cluster.name) == .none) }
    }

    private enum RunMode: String, CaseIterable {
      case session, job, application
    }

    private static func run(_ name: String, mode: RunMode) async throws {
      let run = try await Runs.drey.run(
        Runs.scenarios,
        options: ["--mode", mode.rawValue, "--name", name, "--task-managers", "2", "--parallelism", "1"],
        arguments: ["--scenario", "together"])
      #expect(run.exitCode == .finished, "\(name): \(run.messages)")
      let records = TogetherRecords(run.records)
      #expect(records.areComplete, "\(name): \(run.records)")
    }

    /// Three jobs, one after the other.
    private static func session(_ name: String) async throws {
      let start = try await Runs.drey.command(["session", "start", name, "--task-managers", "2"])
      #expect(start.exitCode == .finished, "\(name): \(start.messages)")
      for _ in 1...3 {
        let run = try await Runs.drey.command(TestSession(name: name).command("trivial"))
        #expect(run.exitCode == .finished && run.records.sorted() == expected, "\(name): \(run.messages)")
      }
      let stop = try await Runs.drey.command(["session", "stop", name])
      #expect(stop.exitCode == .finished, "\(name): \(stop.messages)")
    }

    @Test func applicationsBackToBackFromFourShells() async throws {
      try await Runs.prepareScenarios()
      let stem = Runs.uniqueName("shell")
      let runs = Self.isSoak ? 10 : 2
      let start = ContinuousClock.now
      try await withThrowingTaskGroup(of: Void.self) { group in
        for shell in 0..<4 {
          group.addTask {
            for number in 0..<runs {
              let run = try await Runs.scenario("trivial", options: ["--name", "\(stem)-\(shell)-\(number)"])
              #expect(run.exitCode == .finished, "\(shell), \(number): \(run.messages)")
              #expect(run.records.sorted() == Self.expected)
            }
          }
        }
        try await group.waitForAll()
      }
      Self.report("\(4 * runs) application runs from 4 shells", since: start)
      for shell in 0..<4 {
        for number in 0..<runs { #expect(try await Leftovers.find(of: "\(stem)-\(shell)-\(number)") == .none) }
      }
    }

    private static func report(_ what: String, since start: ContinuousClock.Instant) {
      if isSoak { print("\(what): \(ContinuousClock.now - start)") }
    }
  }
}
