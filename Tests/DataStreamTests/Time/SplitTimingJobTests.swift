import DreyModel
import Testing

@testable import DataStream

/// Watermarks of each split, in jobs.
@Suite(.timeLimit(.minutes(1))) struct SplitTimingJobTests {
  private let early = ScriptedSource.Script(name: "early", times: Array(0..<50))
  private let late = ScriptedSource.Script(name: "late", times: Array(1000..<1050))

  /// Every record tells the time, so that nothing depends on when watermarks are told.
  private let punctuated = WatermarkStrategy<Int>.forPunctuatedWatermarks({ $0 }) { $1 }

  private func counts(_ stream: DataStream<Int>) -> Collected<String> {
    stream.keyBy { _ in 0 }.window(.tumbling(.milliseconds(10))).reduce { max($0, $1) }.map { "\($0)" }.collect()
  }

  @Test func aSplitThatIsBehindMakesNoLateRecords() async throws {
    let env = try localEnvironment(mode: .streaming)
    let source = ScriptedSource(Stage(), [early, late])
    let perSplit = counts(env.fromSource(source, watermarkStrategy: punctuated, name: "Splits"))
    let perSubtask = counts(env.fromSource(source, name: "Subtask").assignTimestampsAndWatermarks(punctuated))
    try await env.execute()
    let ends = stride(from: 9, to: 50, by: 10) + stride(from: 1009, to: 1050, by: 10)
    #expect(perSplit.all == ends.map { "\($0)" })
    #expect(perSubtask.all == stride(from: 1009, to: 1050, by: 10).map { "\($0)" }, "the later split is read first")
  }

  @Test func splitsThatAreReadOneAfterTheOtherMakeLateRecordsWhereTheyGoBack() async throws {
    let env = try localEnvironment(mode: .streaming)
    let source = ScriptedSource(Stage(), [late, early], boundedness: .bounded)
    let windows = counts(env.fromSource(source, watermarkStrategy: punctuated, name: "Splits"))
    try await env.execute()
    #expect(windows.all == stride(from: 1009, to: 1050, by: 10).map { "\($0)" })
  }

  @Test func timesOfTheSourceAreHandedToTheStrategy() async throws {
    struct Timed: StreamSource {
      let boundedness = Boundedness.bounded
      func splits(parallelism: Int) -> [[Int]] { [[7]] }
      func reader(for split: Int) -> TimedReader { TimedReader(rest: split) }
    }
    struct TimedReader: SplitReader {
      var rest: Int?
      mutating func emitChunk(to out: inout Emitter<Int>) -> ReadStatus {
        for number in 0..<2000 { out.emit(number, timestamp: number * 10) }
        rest = nil
        return .endOfInput
      }
    }
    let env = try localEnvironment(mode: .streaming)
    let strategy = WatermarkStrategy<Int>(
      timestamp: { record, previous in (previous ?? -1) + record % 10 }, outOfOrderness: 0, punctuation: nil)
    let times = env.fromSource(Timed(), watermarkStrategy: strategy, name: "Timed")
      .process { (number: Int, context, out: inout Emitter<Int>) in out.emit(context.timestamp ?? -1) }.collect()
    try await env.execute()
    #expect(times.all == (0..<2000).map { $0 * 10 + $0 % 10 })
  }

  @Test func errorsOfTheStrategyFailTheJob() async throws {
    struct Broken: Error {}
    let env = try localEnvironment(mode: .streaming)
    let strategy = WatermarkStrategy<Int>.forMonotonousTimestamps { if $0 == 600 { throw Broken() } else { $0 } }
    env.fromSource(SequenceSource(from: 1, to: 1000), watermarkStrategy: strategy, name: "Numbers").discard()
    let failure = await failure { try await env.execute() }
    #expect(failure?.message.contains("'Source: Numbers") == true)
    #expect(failure?.message.contains("failed: Broken()") == true)
  }

  @Test(arguments: [1, 3]) func severalSubtasksComeToTheSame(parallelism: Int) async throws {
    let env = try localEnvironment(parallelism: parallelism, mode: .streaming)
    let strategy = WatermarkStrategy<Int>.forMonotonousTimestamps { $0 }
    let windows = counts(
      env.fromSource(SequenceSource(from: 0, to: 9999), watermarkStrategy: strategy, name: "Numbers"))
    try await env.execute()
    #expect(windows.all.compactMap { Int($0) }.sorted() == Array(stride(from: 9, to: 10_000, by: 10)))
  }
}

private func + (one: StrideTo<Int>, other: StrideTo<Int>) -> [Int] { Array(one) + Array(other) }
