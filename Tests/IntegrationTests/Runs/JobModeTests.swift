import ChildProcess
import DockerEngine
import DreyModel
import DreyTesting
import FoundationEssentials
import Glibc
import Testing

extension Runs {
  /// Job mode: `main()` runs on the client, each job has a cluster of its own, and nothing of it remains.
  @Suite(.serialized, .timeLimit(.minutes(10))) struct JobMode {
    private func expectClean(_ body: () async throws -> Void) async throws {
      let before = try await Leftovers.find()
      try await body()
      #expect(try await Leftovers.find() == before)
    }

    private func scenario(_ name: String, options: [String] = [], arguments: [String] = []) async throws -> DreyRun {
      try await Runs.scenario(name, options: ["--mode", "job"] + options, arguments: arguments)
    }

    @Test func countsAreThoseOfApplicationMode() async throws {
      try await expectClean {
        let options = [
          "--task-managers", "2", "--slots", "2", "--volume", "/usr/share/common-licenses/GPL-3:/data/text",
        ]
        let path = "/data/text"
        let application = try await Runs.drey.run(Runs.wordCount, options: options, arguments: ["--input", path])
        let job = try await Runs.drey.run(
          Runs.wordCount, options: ["--mode", "job"] + options, arguments: ["--input", path])
        #expect(application.exitCode == .finished, "\(application.messages)")
        #expect(job.exitCode == .finished, "\(job.messages)")
        #expect(job.records.count > 1000)
        #expect(job.records.sorted() == application.records.sorted())
      }
    }

    @Test func mainRunsOnTheClientAndTheJobInTheCluster() async throws {
      try await expectClean {
        let cluster = Runs.uniqueName("where")
        let run = try await scenario("where", options: ["--name", cluster])
        #expect(run.exitCode == .finished, "\(run.messages)")
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, 255)
        let host = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        #expect(run.records.first?.hasPrefix("main() runs on \(host) as process ") == true, "\(run.records)")
        #expect(run.records.dropFirst() == ["the job runs on drey-\(cluster)-taskmanager-1"])
      }
    }

    @Test func inApplicationModeItRunsInTheCluster() async throws {
      let cluster = Runs.uniqueName("where")
      let run = try await Runs.scenario("where", options: ["--name", cluster])
      #expect(
        run.records.first?.hasPrefix("main() runs on drey-\(cluster)-jobmanager as process ") == true, "\(run.records)")
    }

    @Test func jobsAfterEachOtherHaveAClusterEachAndKnowTheResultsBefore() async throws {
      try await expectClean {
        let name = "jobs-\(UInt32.random(in: 0 ... .max))"
        let run = try await scenario("two-jobs", options: ["--name", name])
        #expect(run.exitCode == .finished, "\(run.messages)")
        #expect(run.records == ["first", "second after FINISHED"])
        #expect(run.messages.contains { $0.contains("cluster \(name):") }, "\(run.messages)")
        #expect(run.messages.contains { $0.contains("cluster \(name)-2:") }, "\(run.messages)")
      }
    }

    @Test func withoutAJobThereIsNoCluster() async throws {
      try await expectClean {
        let run = try await scenario("no-job")
        #expect(run.exitCode == .finished, "\(run.messages)")
        #expect(run.records == ["no job was submitted"])
        #expect(!run.messages.contains { $0.contains("cluster") }, "\(run.messages)")
      }
    }

    @Test(arguments: [("too-parallel", ["64 slots", "--task-managers"]), ("missing-argument", ["--scenario"])])
    func whatCannotRunIsRefusedBeforeAnythingIsCreated(scenario: String, parts: [String]) async throws {
      try await expectClean {
        let run =
          scenario == "missing-argument"
          ? try await Runs.drey.run(Runs.scenarios, options: ["--mode", "job"]) : try await self.scenario(scenario)
        #expect(run.exitCode == .usage, "\(run.messages)")
        for part in parts { #expect(run.messages.contains { $0.contains(part) }, "\(run.messages)") }
        #expect(!run.messages.contains { $0.contains("a network and") }, "\(run.messages)")
      }
    }

    @Test func mainWatchesAndCancelsItsJob() async throws {
      try await expectClean {
        let run = try await scenario("remote-control")
        #expect(run.exitCode == .finished, "\(run.messages)")
        #expect(run.records == ["while it runs: RUNNING", "its end: CANCELED"], "\(run.messages)")
      }
    }

    @Test func anImageIsRefused() async throws {
      try await expectClean {
        let run = try await Runs.drey.run("drey/application:1", options: ["--mode", "job"])
        #expect(run.exitCode == .usage)
        #expect(run.messages.contains { $0.contains("main() runs on the client") }, "\(run.messages)")
      }
    }

    @Test(arguments: [
      ("main-throws", "main gave up"), ("map-throws", "record refused"), ("trap", "Map"),
      ("fatal-error", "Fatal error: the map gave up"),
    ])
    func whatFailsIsNamed(scenario: String, message: String) async throws {
      try await expectClean {
        let run = try await self.scenario(scenario, options: ["--task-managers", "2"])
        #expect(run.exitCode == .jobFailed)
        #expect(run.messages.contains { $0.contains(message) }, "\(run.messages)")
      }
    }

    @Test func aFailureThatMainCatchesIsItsOwnAffair() async throws {
      try await expectClean {
        let run = try await scenario("caught")
        #expect(run.exitCode == .finished, "\(run.messages)")
        #expect(run.records == ["caught", "one", "two", "three"])
      }
    }

    @Test func timeoutEndsMainAndTheCluster() async throws {
      try await expectClean {
        let run = try await scenario("endless", options: ["--timeout", "4s"])
        #expect(run.exitCode == .timedOut, "\(run.messages)")
      }
    }

    @Test func dryRunCreatesNothingAndRunsNothing() async throws {
      try await expectClean {
        let run = try await scenario("main-throws", options: ["--dry-run"])
        #expect(run.exitCode == .finished, "\(run.messages)")
        #expect(run.records.contains { $0.contains("put /run/drey/secrets/job.json") }, "\(run.records)")
      }
    }
  }
}
