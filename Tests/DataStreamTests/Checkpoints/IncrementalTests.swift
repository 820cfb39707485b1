import DreyModel
import Glibc
import StreamRecords
import Testing

@testable import DataStream
@testable import TaskRuntime

/// Jobs whose checkpoints build on each other, and are deleted once there is a newer one.
@Suite struct IncrementalTests {
  private enum Shape: CaseIterable {
    case sums, windows, sessions
  }

  /// Many keys, of which few are used at a time.
  private func key(_ index: Int) -> Int { index < 25_000 ? index % 5000 : index / 500 % 5000 }

  /// - Parameter isSlow: whether records of the last quarter take their time.
  private func define(
    _ shape: Shape, _ env: StreamExecutionEnvironment, count: Int, output: String,
    isSlow: @escaping @Sendable () -> Bool = { false }
  ) {
    env.setMaxParallelism(16)
    let key = key
    let numbers = env.generate(count: count) { index in
      if index >= count / 4 * 3, index % 100 == 0, isSlow() { usleep(5000) }
      return KeyValue(key(index), index)
    }
    switch shape {
    case .sums:
      env.setRuntimeMode(.batch)
      numbers.keyBy { $0.key }.sum { $0.value }.map { "\($0.key) \($0.value)" }.writeText(output)
    case .windows:
      numbers.assignTimestampsAndWatermarks(.forMonotonousTimestamps { $0.value })
        .keyBy { $0.key }
        .window(.tumbling(.milliseconds(17_500)))
        .sum(by: { $0.value }) { key, window, sum, out in out.emit("\(key) \(window.end) \(sum)") }
        .writeText(output)
    case .sessions:
      numbers.assignTimestampsAndWatermarks(.forMonotonousTimestamps { $0.value })
        .keyBy { $0.key }
        .window(.session(gap: .milliseconds(7500)))
        .sum(by: { $0.value }) { key, window, sum, out in out.emit("\(key) \(window.end) \(sum)") }
        .writeText(output)
    }
  }

  @Test(arguments: Shape.allCases, RandomCases.seeds(1))
  private func whateverMomentAJobIsCutOffAtItsOutputIsThatOfAnUndisturbedRun(_ shape: Shape, _ seed: Int) async throws {
    var random = SeededGenerator(seed: seed)
    let folder = try TemporaryFolder()
    let count = 80_000
    let undisturbed = try localEnvironment(parallelism: 2, mode: .streaming)
    define(shape, undisturbed, count: count, output: "\(folder.path)/expected")
    try await undisturbed.execute()
    let run = CheckpointedRun(folder.path, CheckpointingMode(isIncremental: true), keepsLastOnly: true)
    var (attempts, parallelism) = (0, Int.random(in: 1...3, using: &random))
    while true {
      attempts += 1
      // Where splits are dealt to fewer subtasks, records of a later split would be late.
      if shape == .sums { parallelism = Int.random(in: 1...3, using: &random) }
      let program = try CapturingExecutor.program(parallelism: parallelism) {
        // However busy the machine is, the job goes on until a checkpoint has built on another.
        define(shape, $0, count: count, output: "\(folder.path)/actual") { !Self.hasIncrement(run) }
      }
      let life = attempts > 6 ? nil : Int.random(in: 10_000...100_000, using: &random)
      guard let failure = try await run.attempt(program, interval: 5000, life: life) else { break }
      try #require(failure.domain == .cancelled, "\(failure)")
    }
    #expect(run.declined.isEmpty && run.unreadable.isEmpty, "\(run.declined), \(run.unreadable)")
    #expect(Self.hasIncrement(run), "seed \(seed): none built on another")
    ExactlyOnceTests.compare(
      try ExactlyOnceTests.lines(in: "\(folder.path)/actual"),
      try ExactlyOnceTests.lines(in: "\(folder.path)/expected"),
      "\(shape), seed \(seed), \(attempts) attempts")
  }

  private static func hasIncrement(_ run: CheckpointedRun) -> Bool {
    run.completed.contains { $0.operators.values.contains { $0.parts.contains { $0.earlier != nil } } }
  }
}
