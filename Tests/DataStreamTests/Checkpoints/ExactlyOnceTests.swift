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

  @Test(arguments: RandomCases.seeds(4))
  func whateverMomentAJobIsCutOffAtItsOutputIsThatOfAnUndisturbedRun(_ seed: Int) async throws {
    var random = SeededGenerator(seed: seed)
    let folder = try TemporaryFolder()
    let count = 400_000
    let undisturbed = try localEnvironment(parallelism: 2, mode: .streaming)
    try define(undisturbed, count: count, output: "\(folder.path)/expected")
    try await undisturbed.execute()
    let run = CheckpointedRun(folder.path)
    var attempts = 0
    while attempts < 200 {
      attempts += 1
      let parallelism = Int.random(in: 1...3, using: &random)
      let life = attempts > 20 ? nil : Int.random(in: 3_000...150_000, using: &random)
      let program = try CapturingExecutor.program(parallelism: parallelism) {
        try define($0, count: count, output: "\(folder.path)/actual")
      }
      guard let failure = try await run.attempt(program, life: life) else { break }
      try #require(failure.domain == .cancelled, "\(failure)")
    }
    #expect(run.declined.isEmpty)
    let (expected, actual) = (try Self.lines(in: "\(folder.path)/expected"), try Self.lines(in: "\(folder.path)/actual"))
    #expect(actual == expected, "seed \(seed): \(actual.count) lines, not \(expected.count), after \(attempts) attempts")
    #expect(try FileListing.names(in: "\(folder.path)/actual").allSatisfy { !$0.hasPrefix(".") })
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
    #expect(try await run.attempt(program, stop: (kind, 50_000)) == nil)
    let stopped = try #require(run.completed.last)
    let before = try Self.lines(in: "\(folder.path)/actual")
    #expect(!before.isEmpty)
    // Whoever drains has made windows fire early, which is what he asked for.
    guard kind == .stop else { return }
    #expect(try await run.attempt(program, from: stopped) == nil)
    #expect(try Self.lines(in: "\(folder.path)/actual") == Self.lines(in: "\(folder.path)/expected"))
  }
}
