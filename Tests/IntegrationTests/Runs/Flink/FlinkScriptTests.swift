import ChildProcess
import DreyModel
import DreyTesting
import FoundationEssentials
import Glibc
import Testing

extension Runs.Flink {
  /// SQL scripts and Python jobs, which clients in sessions run.
  @Suite(.serialized) struct Scripts {
    private func command(
      _ text: String, as name: String = "script.sql", in session: FlinkSession, options: [String] = [],
      _ body: ([String]) async throws -> Void
    ) async throws {
      try await Runs.withScratch { folder in
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
        try await body(["run", "\(folder)/\(name)", "--mode", "session", "--cluster", session.name] + options)
      }
      let members = try await Runs.drey.command(["inspect", session.name]).records
      #expect(members.contains { $0.contains("taskmanager-1") } && !members.contains { $0.contains("client-") })
    }

    private func run(
      _ text: String, as name: String = "script.sql", in session: FlinkSession, options: [String] = []
    ) async throws -> DreyRun {
      var run: DreyRun?
      try await command(text, as: name, in: session, options: options) { run = try await Runs.drey.command($0) }
      return try #require(run)
    }

    @Test(arguments: ["2.3.0", "1.20.0"]) func scriptsFinishAndFail(version: String) async throws {
      try await FlinkSession.with(version: version) { session in
        let good = try await run(
          """
          SET 'execution.runtime-mode' = 'batch';
          CREATE TABLE sink (a INT, b STRING) WITH ('connector' = 'print');
          INSERT INTO sink VALUES (7, 'x;y'); -- a comment;
          SELECT a + 1, b FROM (VALUES (41, 'answer')) AS t (a, b);
          """, in: session)
        #expect(good.exitCode == .finished, "\(good.messages)")
        #expect(good.records.contains { $0.contains("42") && $0.contains("answer") }, "\(good.records)")
        #expect(good.records.allSatisfy { $0.hasPrefix("|") || $0.hasPrefix("+") || $0.contains("row") })
        #expect(try await session.printed().contains { $0.contains("7, x;y") })

        let wrong = try await run("SHOW TABLES;\n\nSELECT nope FROM (VALUES (1)) AS t (a);", in: session)
        #expect(wrong.exitCode == .jobFailed)
        #expect(wrong.messages.contains { $0.contains("line 3, SELECT nope") && $0.contains("'nope'") })

        let failing = try await run(
          """
          CREATE TABLE sink (a INT) WITH ('connector' = 'print');
          INSERT INTO sink SELECT CAST(a AS INT) FROM (VALUES ('1'), ('no number')) AS t (a);
          """, in: session)
        #expect(failing.exitCode == .jobFailed)
        #expect(failing.messages.contains { $0.contains("line 2, INSERT INTO sink") }, "\(failing.messages)")
      }
    }

    private static let endless = """
      CREATE TABLE source (a INT) WITH ('connector' = 'datagen', 'rows-per-second' = '1');
      CREATE TABLE sink (a INT) WITH ('connector' = 'blackhole');
      INSERT INTO sink SELECT a FROM source;
      """

    @Test(arguments: [false, true]) func itsJobsAreCancelledWithIt(whileSubmitted: Bool) async throws {
      try await FlinkSession.with { session in
        try await command(Self.endless, in: session) { arguments in
          let (process, messages) = try await Runs.drey.startUntil("CREATED", arguments)
          if !whileSubmitted { #expect(try await session.jobs { $0.contains("RUNNING") }) }
          process.signal(SIGINT)
          let end = await process.wait(upTo: .seconds(60))
          #expect(end == .exited(ExitCode.interrupted.rawValue), "\(messages.tail)")
        }
        // One that was under way may never have arrived.
        #expect(try await session.jobs { $0.contains("CANCELED") || (whileSubmitted && !$0.contains("RUNNING")) })
      }
    }

    @Test func aDetachedScriptLeavesItsJobs() async throws {
      try await FlinkSession.with { session in
        let run = try await run(Self.endless, in: session, options: ["--detached"])
        #expect(run.exitCode == .finished, "\(run.messages)")
        let id = try #require(run.records.first)
        let cancel = try await Runs.drey.command(["job", "cancel", id, "--cluster", session.name])
        #expect(cancel.exitCode == .finished, "\(cancel.messages)")
      }
    }

    @Test func whatCannotRunIsRefused() async throws {
      try await FlinkSession.with { session in
        let python = try await run("print(1)", as: "job.py", in: session)
        #expect(python.exitCode == .usage)
        #expect(python.messages.contains { $0.contains("flink-python") }, "\(python.messages)")
        try await command("SHOW TABLES;", in: session) { arguments in
          let application = try await Runs.drey.command([arguments[0], arguments[1], "--engine", "flink"])
          #expect(application.exitCode == .usage)
          #expect(application.messages.contains { $0.contains("--mode session") }, "\(application.messages)")
        }
      }
    }
  }
}

extension FlinkSession {
  /// Whether what `job list` prints becomes something within a while.
  fileprivate func jobs(become isWanted: (String) -> Bool) async throws -> Bool {
    let deadline = ContinuousClock.now + .seconds(30)
    while ContinuousClock.now < deadline {
      let list = try await Runs.drey.command(["job", "list", "--cluster", name])
      if isWanted(list.records.joined(separator: "\n")) { return true }
    }
    return false
  }
}
