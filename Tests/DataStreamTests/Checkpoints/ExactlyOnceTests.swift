import DreyModel
import Glibc
import StreamRecords
import Testing

@testable import DataStream
@testable import TaskRuntime

/// Jobs that are cut off at random moments and go on from their latest checkpoint: what can be seen at the end is what an
/// undisturbed run writes.
@Suite struct ExactlyOnceTests {
  /// Sums of windows of numbers that are made from an index, written by a sink that commits.
  private func define(_ env: StreamExecutionEnvironment, count: Int, output: String) throws {
    env.setMaxParallelism(16)
    let numbers = env.generate(count: count) { index in KeyValue(index % 37, index) }
    numbers.assignTimestampsAndWatermarks(.forMonotonousTimestamps { $0.value })
      .keyBy { $0.key }
      .window(.tumbling(.milliseconds(1000)))
      .sum(by: { $0.value }) { key, window, sum, out in out.emit("\(key) \(window.end) \(sum)") }
      .writeText(output)
  }

  /// The lines that can be seen, in order.
  static func lines(in folder: String) throws -> [String] {
    var lines: [String] = []
    for name in try FileListing.names(in: folder) where name.hasPrefix("part-") {
      let file = try #require(fopen("\(folder)/\(name)", "r"))
      defer { fclose(file) }
      var buffer = [CChar](repeating: 0, count: 4096)
      while fgets(&buffer, Int32(buffer.count), file) != nil {
        let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        lines.append(String(decoding: bytes.dropLast(), as: UTF8.self))
      }
    }
    return lines.sorted()
  }

  /// Names what differs, rather than all there is.
  static func compare(_ actual: [String], _ expected: [String], _ comment: String) {
    guard actual != expected else { return }
    let (missing, wrong) = (Set(expected).subtracting(actual).sorted(), Set(actual).subtracting(expected).sorted())
    Issue.record(
      "\(comment): \(actual.count) lines, not \(expected.count); missing \(missing.prefix(5)), wrong \(wrong.prefix(5))"
    )
  }

  @Test(arguments: RandomCases.seeds(4))
  func whateverMomentAJobIsCutOffAtItsOutputIsThatOfAnUndisturbedRun(_ seed: Int) async throws {
    var random = SeededGenerator(seed: seed)
    let folder = try TemporaryFolder()
    let count = 400_000
    let undisturbed = try localEnvironment(parallelism: 2, mode: .streaming)
    try define(undisturbed, count: count, output: "\(folder.path)/expected")
    try await undisturbed.execute()
    let run = CheckpointedRun(folder.path)
    let parallelism = Int.random(in: 1...3, using: &random)
    let attempts = try await finish(run, lives: &random) { _ in
      try CapturingExecutor.program(parallelism: parallelism) {
        try define($0, count: count, output: "\(folder.path)/actual")
      }
    }
    #expect(run.declined.isEmpty)
    let (expected, actual) = (
      try Self.lines(in: "\(folder.path)/expected"), try Self.lines(in: "\(folder.path)/actual")
    )
    Self.compare(actual, expected, "seed \(seed), \(attempts) attempts")
    #expect(try FileListing.names(in: "\(folder.path)/actual").allSatisfy { !$0.hasPrefix(".") })
  }

  /// Runs attempts, the first twenty of them no longer than chance lets them, until one comes to its end.
  private func finish(
    _ run: CheckpointedRun, lives random: inout SeededGenerator,
    _ program: (inout SeededGenerator) throws -> JobProgram
  ) async throws -> Int {
    for attempt in 1...100 {
      let life = attempt > 20 ? nil : Int.random(in: 3_000...150_000, using: &random)
      guard let failure = try await run.attempt(try program(&random), life: life) else { return attempt }
      try #require(failure.domain == .cancelled, "\(failure)")
    }
    return 100
  }

  /// No event time here: where splits are dealt to fewer subtasks, records of a later split would be late.
  @Test(arguments: RandomCases.seeds(3))
  func stateGoesAlongWithItsKeysWhateverTheParallelismIs(_ seed: Int) async throws {
    var random = SeededGenerator(seed: seed)
    let folder = try TemporaryFolder()
    let count = 300_000
    let run = CheckpointedRun(folder.path)
    let attempts = try await finish(run, lives: &random) { random in
      try CapturingExecutor.program(parallelism: Int.random(in: 1...4, using: &random)) { env in
        env.setMaxParallelism(16).setRuntimeMode(.batch)
        env.generate(count: count) { KeyValue($0 % 1001, $0) }.keyBy { $0.key }.sum { $0.value }
          .map { "\($0.key) \($0.value)" }.writeText("\(folder.path)/actual")
      }
    }
    var sums = Array(repeating: 0, count: 1001)
    for number in 0..<count { sums[number % 1001] += number }
    let expected = sums.enumerated().map { "\($0.offset) \($0.element)" }.sorted()
    Self.compare(try Self.lines(in: "\(folder.path)/actual"), expected, "seed \(seed), \(attempts) attempts")
  }

  /// With one subtask per operator, a committer could be in one chain with a source that others read from.
  @Test func aSinkBesideOtherReadersOfItsSourceComesToItsEnd() async throws {
    let folder = try TemporaryFolder()
    let program = try CapturingExecutor.program(parallelism: 1) { env in
      let numbers = env.generate(count: 20_000) { $0 }
      numbers.writeText("\(folder.path)/all")
      numbers.keyBy { $0 % 10 }.count().map { "\($0.key) \($0.value)" }.writeText("\(folder.path)/counts")
    }
    let run = CheckpointedRun(folder.path)
    #expect(try await run.attempt(program) == nil)
    for name in ["all", "counts"] { #expect(try Self.lines(in: "\(folder.path)/\(name)").count == 20_000) }
  }

  @Test(arguments: [SnapshotKind.stop, .drain])
  func aJobStopsWithASavepointAndGoesOnFromThere(_ kind: SnapshotKind) async throws {
    let folder = try TemporaryFolder()
    let count = 3_000_000
    let expected = try localEnvironment(parallelism: 2, mode: .streaming)
    try define(expected, count: count, output: "\(folder.path)/expected")
    try await expected.execute()
    let run = CheckpointedRun(folder.path)
    let program = try CapturingExecutor.program(parallelism: 2) {
      try define($0, count: count, output: "\(folder.path)/actual")
    }
    let failure = try await run.attempt(program, stop: (kind, 50_000))
    #expect(failure == nil, "\(String(describing: failure)), \(run.declined)")
    let stopped = try #require(run.completed.last)
    // Whoever drains has made windows fire early, which is what he asked for.
    guard kind == .stop else { return }
    #expect(try await run.attempt(program, from: stopped) == nil)
    let (actual, wanted) = (try Self.lines(in: "\(folder.path)/actual"), try Self.lines(in: "\(folder.path)/expected"))
    Self.compare(actual, wanted, "stopped by \(kind)")
  }
}
