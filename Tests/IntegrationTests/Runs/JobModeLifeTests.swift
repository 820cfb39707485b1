import ChildProcess
import DockerEngine
import DreyModel
import DreyTesting
import FoundationEssentials
import Glibc
import Testing

extension Runs.JobMode {
  /// What happens to job clusters when somebody dies.
  @Suite(.serialized, .timeLimit(.minutes(10))) struct Life {
    /// A run whose jobs of these names are all running.
    private func start(
      _ scenario: [String], options: [String] = [], jobs: [String]
    ) async throws -> (process: ChildProcess, output: OutputFile, messages: PipeReader) {
      _ = try await Runs.scenario("no-job")
      let command = ["run", Runs.scenarios, "--mode", "job"] + options + ["--", "--scenario"] + scenario
      let (process, output) = try Runs.drey.start(command)
      let (lines, sink) = AsyncStream<String>.makeStream()
      let messages = try PipeReader(try #require(process.pipes.standardError), tailLines: 1000) { sink.yield($0) }
      let deadline = Task {
        try await Task.sleep(for: .seconds(60))
        sink.finish()
      }
      defer { deadline.cancel() }
      var missing = Set(jobs.map { "job \($0) RUNNING" })
      for await line in lines {
        missing = missing.filter { !line.hasSuffix($0) }
        if missing.isEmpty { break }
      }
      try #require(missing.isEmpty, "\(messages.tail)")
      return (process, output, messages)
    }

    /// The process that `main()` said it is.
    private func mainProcess(_ output: OutputFile) throws -> pid_t {
      let text = String(decoding: try output.contents(), as: UTF8.self)
      let number = text.split(whereSeparator: \.isWhitespace).last.flatMap { pid_t(String($0)) }
      return try #require(number, "\(text)")
    }

    /// Waits until a process has ended; one that nobody has waited for counts as ended.
    private func isGone(_ process: pid_t, within limit: Duration) async throws -> Bool {
      let deadline = ContinuousClock.now + limit
      while ContinuousClock.now < deadline {
        let status = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
        let state = status.split(separator: ")").last?.first { $0 != " " }
        if state == nil || state == "Z" { return true }
        try await Task.sleep(for: .milliseconds(50))
      }
      return false
    }

    @Test(arguments: [SIGINT, SIGTERM]) func interruptionRemovesTheClusterAndEndsMain(signal: Int32) async throws {
      let before = try await Leftovers.find()
      let (process, output, messages) = try await start(["where", "--then", "endless"], jobs: ["Endless"])
      let main = try mainProcess(output)
      process.signal(signal)
      let end = await process.wait(upTo: .seconds(30))
      #expect(end == .exited(ExitCode.interrupted.rawValue), "\(messages.tail)")
      #expect(try await Leftovers.find() == before)
      #expect(try await isGone(main, within: .seconds(5)))
    }

    @Test func killedClientLeavesNothing() async throws {
      let before = try await Leftovers.find()
      let (process, output, _) = try await start(["where", "--then", "endless"], jobs: ["Endless"])
      let main = try mainProcess(output)
      #expect(try await Leftovers.find() != before)
      process.signal(SIGKILL)
      _ = await process.wait()
      #expect(try await isGone(main, within: .seconds(5)))
      #expect(try await Leftovers.settled(to: before, within: .seconds(10)) == before)
    }

    @Test func clientKilledAtAnyMomentOfItsStartLeavesNothing() async throws {
      let before = try await Leftovers.find()
      _ = try await Runs.scenario("no-job")
      for milliseconds in [100, 300, 500, 800, 1200] {
        let command = ["run", Runs.scenarios, "--mode", "job", "--", "--scenario", "side-by-side"]
        let (process, _) = try Runs.drey.start(command)
        let reader = try PipeReader(try #require(process.pipes.standardError))
        // Not a wait for a state: the moment itself is what varies.
        _ = await process.wait(upTo: .milliseconds(milliseconds))
        process.signal(SIGKILL)
        _ = await process.wait()
        _ = await reader.end(within: .seconds(5))
        #expect(try await Leftovers.settled(to: before, within: .seconds(10)) == before, "after \(milliseconds) ms")
      }
    }

    @Test func killingTheJobManagerOfOneClusterLeavesTheOtherUntouched() async throws {
      let before = try await Leftovers.find()
      let name = "apart-\(UInt32.random(in: 0 ... .max))"
      let (process, output, messages) = try await start(
        ["side-by-side"], options: ["--name", name], jobs: ["Endless", "Slow"])
      let engine = try await DockerEngine.connect(environment: ProcessInfo.processInfo.environment)
      defer { engine.close() }
      try await engine.containers.kill("drey-\(name)-jobmanager")
      let end = await process.wait(upTo: .seconds(120))
      #expect(end == .exited(ExitCode.finished.rawValue), "\(messages.tail)")
      let lines = String(decoding: try output.contents(), as: UTF8.self).split(separator: "\n").map(String.init)
      #expect(lines.filter { $0.hasPrefix("slow ") }.count == 100)
      #expect(lines.filter { !$0.hasPrefix("slow ") } == ["Endless failed", "Slow FINISHED", "third"])
      #expect(try await Leftovers.find() == before)
    }
  }
}
