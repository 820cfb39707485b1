import StreamRecords
import Testing

@testable import DataStream

@Suite(.timeLimit(.minutes(1))) struct StreamSourceTests {
  @Test(arguments: [(5, 4), (7, 7), (0, 5000), (Int.min, Int.min + 2), (Int.max - 3000, Int.max), (-3, 3)])
  func sequencesBeginAgainAnywhere(first: Int, last: Int) throws {
    let reading = Reading(source: SequenceSource(from: first, to: last))
    for parallelism in 1...5 {
      let splits = reading.source.splits(parallelism: parallelism)
      #expect(splits.count == parallelism)
      let records = try splits.flatMap { try $0.flatMap { try reading.recordsBeginningAgain(of: $0).records } }
      #expect(records == (first > last ? [] : Array(first...last)))
    }
  }

  @Test func rangesOfAllIntegers() {
    let ranges = IndexRange.dealt(from: .min, to: .max, parallelism: 2)
    #expect(ranges == [[IndexRange(from: .min, to: -1)], [IndexRange(from: 0, to: .max)]].map { $0.compactMap { $0 } })
    var rest = IndexRange(from: .max - 1, to: .max)
    #expect(rest.removeFirst(5) == IndexRange(from: .max - 1, to: .max))
    #expect(rest == nil)
  }

  @Test(arguments: [0, 1, 5000]) func generates(count: Int) throws {
    let reading = Reading(source: GeneratorSource(count: count) { "#\($0)" })
    let expected = (0..<count).map { "#\($0)" }
    #expect(try reading.all(parallelism: 3).flatMap { $0 } == expected)
    for split in reading.source.splits(parallelism: 1).flatMap({ $0 }) {
      let again = try reading.recordsBeginningAgain(of: split)
      #expect(again.records == expected)
      #expect(again.readers == (count + Emitter<Int>.batchSize - 1) / Emitter<Int>.batchSize)
    }
  }

  @Test(arguments: [1, 3]) func generatorInAJob(parallelism: Int) async throws {
    let env = try localEnvironment(parallelism: parallelism)
    let collected = env.generate(count: 4000) { $0 * 2 }.collect()
    try await env.execute()
    #expect(collected.all.sorted() == (0..<4000).map { $0 * 2 })
  }

  @Test func errorsOfAGeneratorFailTheJob() async throws {
    struct Broken: Error {}
    let env = try localEnvironment(parallelism: 2)
    env.generate { index -> Int in if index == 3000 { throw Broken() } else { index } }.print("never")
      .setParallelism(3)
    let failure = await failure { try await env.execute() }
    #expect(failure?.message.contains("'Source: Generator' subtask 1/2 failed: Broken()") == true)
  }

  /// Numbers that come in turns: each split waits until all others have been asked.
  private struct Turns: StreamSource {
    let boundedness: Boundedness
    let splitCount: Int
    func splits(parallelism: Int) -> [[Int]] { [Array(0..<splitCount)] }
    func reader(for split: Int) -> TurnReader { TurnReader(rest: split, left: 3) }
  }

  private struct TurnReader: SplitReader {
    var rest: Int?
    var left: Int
    mutating func emitChunk(to out: inout Emitter<Int>) -> ReadStatus {
      guard let split = rest, left > 0 else { return .endOfInput }
      out.emit(split)
      left -= 1
      return left == 1 ? .nothingAvailable : .moreAvailable
    }
  }

  @Test func boundedSplitsComeOneAfterTheOtherUnboundedOnesInTurns() async throws {
    for (boundedness, expected) in [
      (Boundedness.bounded, [0, 0, 0, 1, 1, 1]), (.unbounded, [1, 0, 1, 0, 1, 0]),
    ] {
      let env = try localEnvironment(mode: .streaming)
      let collected = env.fromSource(Turns(boundedness: boundedness, splitCount: 2), name: "Turns").collect()
      try await env.execute()
      #expect(collected.all == expected)
    }
  }

  /// Splits that are different each time they are asked for.
  private struct Counting: StreamSource {
    let asked: Collected<Int>
    var boundedness: Boundedness { .bounded }
    func splits(parallelism: Int) -> [[Int]] {
      asked.add(parallelism)
      return (0..<parallelism).map { [asked.all.count * 100 + $0] }
    }
    func reader(for split: Int) -> TurnReader { TurnReader(rest: split, left: 1) }
  }

  @Test func aSourceIsAskedOncePerJob() async throws {
    let env = try localEnvironment(parallelism: 3)
    let asked = Collected<Int>()
    for number in 1...2 {
      let collected = env.fromSource(Counting(asked: asked), name: "Counting").collect()
      try await env.execute()
      #expect(collected.all.sorted() == (0..<3).map { number * 100 + $0 })
    }
    #expect(asked.all == [3, 3])
  }

  private struct Unfinished: StreamCodable {
    var number = 1
    static func put(_ value: Unfinished, into writer: inout ByteWriter) { Int.put(value.number, into: &writer) }
    static func get(from reader: inout ByteReader) -> Unfinished { Unfinished() }
  }

  private struct Careless: StreamSource {
    var boundedness: Boundedness { .bounded }
    func splits(parallelism: Int) -> [[Unfinished]] { [[Unfinished()]] }
    func reader(for split: Unfinished) -> NoReader { NoReader(rest: nil) }
  }

  private struct NoReader: SplitReader {
    var rest: Unfinished?
    mutating func emitChunk(to out: inout Emitter<Int>) -> ReadStatus { .endOfInput }
  }

  @Test func splitsThatDoNotComeOutAsTheyWereAreRefused() async throws {
    let env = try localEnvironment()
    env.fromSource(Careless(), name: "Careless").print()
    let failure = await failure { try await env.execute() }
    #expect(failure?.message == "a split of 'Source: Careless' cannot be read back from its bytes")
  }

  @Test func splitsForOtherSubtasksAreRefused() async throws {
    let env = try localEnvironment(parallelism: 2)
    env.fromSource(Turns(boundedness: .bounded, splitCount: 1), name: "Turns").print()
    let failure = await failure { try await env.execute() }
    #expect(failure?.message.contains("deals its splits to 1 subtasks, it has 2") == true)
  }
}
