import DreyModel
import Glibc
import StreamRecords
import Testing

@testable import DataStream
@testable import TaskRuntime

/// Checkpoints whose barriers overtake records.
@Suite struct UnalignedTests {
  /// Records of ten KB each, which a slow operator holds up behind an exchange.
  private func define(_ env: StreamExecutionEnvironment, count: Int, output: String, delay: Int = 100) throws {
    env.setMaxParallelism(16)
    let text = String(decoding: [UInt8](repeating: 120, count: 10_000), as: UTF8.self)
    env.generate(count: count) { KeyValue($0 % 13, text) }
      .keyBy { $0.key }
      .reduce { $1 }
      .map { record in
        usleep(UInt32(delay))
        return KeyValue(record.key, record.value.utf8.count)
      }
      .keyBy { $0.key }.sum { $0.value }
      .map { "\($0.key) \($0.value)" }.writeText(output)
  }

  /// The sums as they go, by key.
  private func expected(_ count: Int) -> [String] {
    var sums: [Int: Int] = [:]
    return (0..<count).map { number in
      sums[number % 13, default: 0] += 10_000
      return "\(number % 13) \(sums[number % 13] ?? 0)"
    }.sorted()
  }

  /// How many pieces of records that were on their way a checkpoint holds.
  private func piecesInFlight(_ checkpoint: RestoredState) throws -> Int {
    var pieces = 0
    for file in Set(checkpoint.operators.values.flatMap { $0.parts.compactMap(\.file?.path) }) {
      var status = stat()
      try #require(stat(file, &status) == 0)
      let reader = try SnapshotFileReader(SnapshotFile(path: file, byteCount: Int(status.st_size)))
      for place in reader.states.indices where reader.states[place].name == StateSummary.recordsInFlight {
        try reader.forEachPiece(of: place) { bytes, _ in
          pieces += 1
          _ = bytes.bytes(bytes.remaining)
        }
      }
    }
    return pieces
  }

  @Test(arguments: [0, 5])
  func recordsThatWereOvertakenAreNeitherLostNorDoubled(alignedTimeout: Int) async throws {
    var random = SystemRandomNumberGenerator()
    let folder = try TemporaryFolder()
    let count = 12_000
    let run = CheckpointedRun(folder.path, CheckpointingMode(isUnaligned: true, alignedTimeout: alignedTimeout))
    var attempts = 0
    while true {
      attempts += 1
      let program = try CapturingExecutor.program(parallelism: 2) {
        $0.setRuntimeMode(.streaming)
        // So slowly that a checkpoint becomes complete meanwhile on a busy disk too.
        try define($0, count: count, output: "\(folder.path)/actual", delay: 400)
      }
      let life = attempts > 12 ? nil : Int.random(in: 50_000...500_000, using: &random)
      guard let failure = try await run.attempt(program, interval: 20_000, life: life) else { break }
      try #require(failure.domain == .cancelled, "\(failure)")
    }
    #expect(run.declined.isEmpty)
    #expect(try run.completed.contains { try piecesInFlight($0) > 0 }, "no record was overtaken")
    ExactlyOnceTests.compare(
      try ExactlyOnceTests.lines(in: "\(folder.path)/actual"), expected(count), "\(attempts) attempts")
  }

  /// With aligned barriers it would take as long as all that waits: seconds.
  @Test func aCheckpointDoesNotWaitForWhatWaitsInFrontOfASlowOperator() async throws {
    let folder = try TemporaryFolder()
    let run = CheckpointedRun(folder.path, CheckpointingMode(isUnaligned: true))
    func program(_ parallelism: Int) throws -> JobProgram {
      try CapturingExecutor.program(parallelism: parallelism) {
        $0.setRuntimeMode(.streaming)
        try define($0, count: 100_000, output: "\(folder.path)/actual", delay: 1000)
      }
    }
    while try !run.completed.contains(where: { try piecesInFlight($0) > 0 }) {
      let failure = try await run.attempt(try program(2), interval: 50_000, life: 1_500_000)
      try #require(failure?.domain == .cancelled)
    }
    let overtaking = try #require(try run.completed.last { try piecesInFlight($0) > 0 })
    let refused = try await run.attempt(try program(3), life: 5_000_000, from: overtaking)
    #expect(
      refused?.message.contains("records that were on their way to 2 subtasks") == true,
      "\(String(describing: refused))")
  }
}
