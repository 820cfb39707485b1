import DataStream
import Glibc

/// A source of two subtasks, of which one takes its time; prints what both emit in the order in which it comes together.
enum Paces {
  /// Records of each subtask; each happens a millisecond after the one before it.
  private static let count = 5000

  static func run(_ env: StreamExecutionEnvironment) async throws {
    var strategy = WatermarkStrategy<Int>.forMonotonousTimestamps { $0 % count }
    if env.arguments["drift"] != nil {
      strategy = strategy.withWatermarkAlignment(
        "paces", maxAllowedWatermarkDrift: .milliseconds(try env.arguments.integer("drift", default: 0)),
        updateInterval: .milliseconds(20))
    }
    env.fromSource(Source(), watermarkStrategy: strategy, name: "Paces", parallelism: 2)
      .map { "\($0 < count ? "slow" : "fast") \($0 % count)" }.setParallelism(1)
      .print()
    try await env.execute("Paces")
  }

  private struct Source: StreamSource {
    var boundedness: Boundedness { .bounded }
    func splits(parallelism: Int) -> [[IndexRange]] {
      IndexRange.dealt(from: 0, to: parallelism * count - 1, parallelism: parallelism)
    }
    func reader(for split: IndexRange) -> Reader { Reader(rest: split) }
  }

  private struct Reader: SplitReader {
    var rest: IndexRange?

    mutating func emitChunk(to out: inout Emitter<Int>) -> ReadStatus {
      guard let next = rest.removeFirst(10) else { return .endOfInput }
      if next.first < count { usleep(5000) }
      // The fast one begins once the slow one has told how far it is: who has told nothing holds nobody back.
      if next.first == count { usleep(400_000) }
      for number in next.first...next.last { out.emit(number) }
      return .moreAvailable
    }
  }
}
