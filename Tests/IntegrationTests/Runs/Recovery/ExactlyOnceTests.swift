import ChildProcess
import DockerEngine
import DreyModel
import DreyTesting
import FoundationEssentials
import Glibc
import Testing

extension Runs {
  /// A job is killed, stopped, cut off and slowed down at random moments, and its output is that of an undisturbed run.
  ///
  /// `make chaos [FAULTS=200] [SEED=…]` is the long form.
  @Suite(.serialized, .timeLimit(.minutes(60))) struct ExactlyOnce {
    private static func number(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap { Int($0) } }

    @Test func theOutputIsThatOfAnUndisturbedRunWhateverBefallsTheCluster() async throws {
      let faults = Self.number("DREY_CHAOS_FAULTS") ?? 6
      let seed = Self.number("DREY_CHAOS_SEED") ?? Int.random(in: 0..<1 << 40)
      print("chaos: \(faults) faults, seed \(seed)")
      try await Runs.withScratch { folder in
        // Long enough for all faults, at some four seconds each.
        let job = try SumsJob(in: folder, readings: 20_000 * max(4, faults))
        try await Runs.prepareScenarios()
        var chaos = Chaos(cluster: Runs.uniqueName("chaos"), seed: seed)
        let (process, messages) = try await Runs.drey.startUntil(
          "RUNNING",
          [
            "run", Runs.scenarios, "--name", chaos.cluster, "--task-managers", "3", "--parallelism", "2",
            "--volume", "\(job.input):/in", "--volume", "\(job.output):/out:rw",
            "-D", "execution.checkpointing.interval=300", "-D", "execution.checkpointing.num-retained=3",
            // Of every other seed barriers overtake records.
            "-D", "execution.checkpointing.unaligned.enabled=\(seed % 2 != 0)",
            // Of every third seed they build on each other.
            "-D", "execution.checkpointing.incremental=\(seed % 3 == 0)",
            "-D", "restart-strategy.type=fixed-delay", "-D", "restart-strategy.fixed-delay.attempts=1000000",
            "-D", "restart-strategy.fixed-delay.delay=100ms", "-D", "heartbeat.interval=1000",
            "-D", "heartbeat.timeout=4000", "-v",
            "--", "--scenario", "sums", "--input", "/in", "--output", "/out", "--pause", "40000",
          ])
        for _ in 0..<faults {
          guard await process.wait(upTo: chaos.pause()) == nil else { break }
          try await chaos.strike()
        }
        let end = await process.wait(upTo: .seconds(600))
        _ = await messages.end(within: .seconds(5))
        #expect(end == .exited(0), "seed \(seed), \(chaos.log): \(messages.tail.suffix(30))")
        try job.check("seed \(seed), \(chaos.log)")
        let hidden = try FileManager.default.contentsOfDirectory(atPath: job.output).filter { $0.hasPrefix(".") }
        #expect(hidden.isEmpty)
        #expect(try await Leftovers.find(of: chaos.cluster) == .none)
      }
    }
  }

  /// What befalls a cluster, as a seed says.
  private struct Chaos {
    let cluster: String
    /// What has happened so far.
    private(set) var log: [String] = []
    private var random: Seeded

    init(cluster: String, seed: Int) {
      self.cluster = cluster
      random = Seeded(state: UInt64(bitPattern: Int64(seed)))
    }

    /// How long nothing happens.
    mutating func pause() -> Duration { .milliseconds(Int.random(in: 200...4000, using: &random)) }

    mutating func strike() async throws {
      let member =
        ["jobmanager", "taskmanager-1", "taskmanager-2", "taskmanager-3"].randomElement(using: &random) ?? ""
      let index = "\(Int.random(in: 1...3, using: &random))"
      let time = "\(Int.random(in: 500...6000, using: &random))ms"
      let processes = isRoot ? ["--process"] : []
      let faults: [[String]] = [
        ["kill-taskmanager", cluster, "--index", index],
        ["kill-taskmanager", cluster, "--index", index] + processes,
        ["kill-jobmanager", cluster],
        ["kill-jobmanager", cluster] + processes,
        ["pause", cluster, member, "--for", time],
        ["partition", cluster, member, "--for", time],
        ["slow", cluster, member, "--for", time],
      ]
      let fault = faults[Int.random(in: faults.indices, using: &random)]
      // It may find a member that is just being started again, or a run that is over.
      let run = try await Runs.drey.command(["chaos"] + fault)
      log.append(fault.filter { $0 != cluster }.joined(separator: " ") + (run.exitCode == .finished ? "" : " (missed)"))
    }
  }

  /// Numbers that a seed repeats (SplitMix64 of Steele, Lea and Flood).
  private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var x = state
      x = (x ^ (x >> 30)) &* 0xBF58_476D_1CE4_E5B9
      x = (x ^ (x >> 27)) &* 0x94D0_49BB_1331_11EB
      return x ^ (x >> 31)
    }
  }
}
