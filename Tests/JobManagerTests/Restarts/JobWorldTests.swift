import DreyModel
import Testing

@testable import JobManager

/// Whatever happens, and in whatever order, also late and twice.
@Suite struct JobWorldTests {
  private static let options = [
    [:],
    ["restart-strategy.type": "fixed-delay", "restart-strategy.fixed-delay.attempts": "3"],
    [
      "execution.checkpointing.interval": "1 s", "execution.checkpointing.dir": "/state",
      "execution.checkpointing.tolerable-failed-checkpoints": "2", "execution.checkpointing.num-retained": "2",
      "restart-strategy.exponential-delay.attempts-before-reset-backoff": "5",
    ],
    [
      "execution.checkpointing.interval": "100 ms", "execution.checkpointing.dir": "/state",
      "execution.checkpointing.max-concurrent-checkpoints": "3",
      "execution.checkpointing.tolerable-failed-checkpoints": "9",
      "restart-strategy.exponential-delay.attempts-before-reset-backoff": "5",
    ],
    ["execution.state-recovery.path": "/saved/x", "restart-strategy.type": "failure-rate"],
  ]

  /// Where all subtasks are connected a failure restarts all of them, else what is connected with what failed.
  @Test(arguments: options.indices, [ShipStrategy.hash, .forward])
  func aJobStaysInItsStatesAndComesToItsEnd(index: Int, strategy: ShipStrategy) {
    for seed in 0..<300 as Range<UInt64> {
      let number = seed &* 1_000_003 &+ UInt64(index)
      var world = JobWorld(seed: number, options: Self.options[index], strategy: strategy)
      for _ in 0..<120 where !world.hasEnded { world.step() }
      if !world.hasEnded { world.letTimePass() }
      for _ in 0..<5 { world.step() }
      #expect(world.violations.isEmpty, "seed \(seed): \(world.violations.prefix(3))")
      if !world.violations.isEmpty { return }
    }
  }

  /// The random walks above are worth something only where they get far.
  @Test func manyThingsHappen() {
    var seen: Set<String> = []
    for seed in 0..<300 as Range<UInt64> {
      var world = JobWorld(seed: seed, options: Self.options[2], strategy: .forward)
      for _ in 0..<120 where !world.hasEnded { world.step() }
      let job = world.job.master
      if job.attempt > 1 { seen.insert("restarts") }
      if Set(job.workers.keys.map(\.attempt)).count > 1 { seen.insert("goes on") }
      if job.checkpoints.history.statistics.counts.completed > 0 { seen.insert("checkpoints") }
      if job.checkpoints.history.statistics.counts.restored > 0 { seen.insert("restored") }
      if let status = job.result?.status { seen.insert(status.rawValue) }
    }
    #expect(seen == ["restarts", "goes on", "checkpoints", "restored", "FINISHED", "FAILED", "CANCELED"])
  }
}
