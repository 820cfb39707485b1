import DreyModel
import StreamRecords
import Testing

@testable import DataStream
@testable import TaskRuntime

/// Operators with state in jobs that are cut off and go on from their latest checkpoint, with other parallelisms too.
@Suite(.timeLimit(.minutes(3))) struct RestoredOperatorTests {
  private typealias Numbers = KeyedStream<KeyValue<Int, Int>, Int>

  /// Counts the records of each second, which it tells of when the second is over.
  private struct Seconds: KeyedProcessFunction {
    let counts: MapState<Int, Int>

    init(_ context: RuntimeContext<Int>) throws { counts = try context.getMapState(MapStateDescriptor("counts")) }

    func processElement(_ record: KeyValue<Int, Int>, _ context: KeyedContext<Int>, _ out: inout Emitter<String>) {
      let end = (record.value / 1000 + 1) * 1000
      counts[end] = (counts[end] ?? 0) + 1
      context.timerService.registerEventTimeTimer(end)
    }

    func onTimer(_ time: Int, _ context: KeyedContext<Int>, _ out: inout Emitter<String>) {
      out.emit("\(context.currentKey) \(time) \(counts[time] ?? 0)")
      counts[time] = nil
    }
  }

  private static let jobs: [String: @Sendable (Numbers) -> DataStream<String>] = [
    "count": { $0.count().map { "\($0.key) \($0.value)" } },
    "fold": { $0.fold(0) { sum, _ in sum += 1 }.map { "\($0.key) \($0.value)" } },
    // The sums of a key come in any order; in the end there are as many as records.
    "reduce": { $0.reduce { KeyValue($0.key, $0.value + $1.value) }.map { "\($0.key)" } },
    "process": { $0.process { try Seconds($0) } },
    "sessions": {
      $0.window(.session(gap: .milliseconds(40))).process { key, window, records, out in
        out.emit("\(key) \(window) \(records.count)")
      }
    },
    "sliding windows": {
      $0.window(.sliding(size: .seconds(3), slide: .seconds(2))).max { $0.value }.map { "\($0.key) \($0.value)" }
    },
    "triggered windows": {
      $0.window(.global()).trigger(PurgingTrigger(of: CountTrigger(of: 10))).count().map { "\($0.key) \($0.value)" }
    },
    "interval join": { numbers in
      numbers.intervalJoin(numbers).between(.milliseconds(1), .milliseconds(50)).process { first, second, out in
        out.emit("\(first.value) \(second.value)")
      }
    },
  ]

  private func define(_ job: String, _ env: StreamExecutionEnvironment, output: String) throws {
    env.setMaxParallelism(16)
    let numbers = env.generate(count: 100_000) { index in KeyValue(index % 37, index) }
      // Every fifth of a key is left out, so that there are sessions.
      .filter { $0.value / 37 % 5 > 0 }
      .assignTimestampsAndWatermarks(.forMonotonousTimestamps { $0.value })
    let operators = try #require(Self.jobs[job])
    let results = operators(numbers.keyBy { $0.key })
    results.writeText(output)
  }

  @Test(arguments: jobs.keys.sorted()) func goOnAsIfNothingHadHappened(_ job: String) async throws {
    let seed = try #require(RandomCases.seeds(1).first)
    var random = SeededGenerator(seed: seed)
    let folder = try TemporaryFolder()
    let undisturbed = try localEnvironment(parallelism: 2, mode: .streaming)
    try define(job, undisturbed, output: "\(folder.path)/expected")
    try await undisturbed.execute()
    let run = CheckpointedRun(folder.path)
    // The same all the time: where splits of the source come to other subtasks, records of some of them are late.
    let parallelism = Int.random(in: 1...3, using: &random)
    for attempt in 1...30 {
      let life = attempt > 10 ? nil : Int.random(in: 3_000...100_000, using: &random)
      let program = try CapturingExecutor.program(parallelism: parallelism) {
        try define(job, $0, output: "\(folder.path)/actual")
      }
      guard let failure = try await run.attempt(program, life: life) else { break }
      try #require(failure.domain == .cancelled, "\(failure)")
    }
    #expect(run.declined.isEmpty)
    let expected = try ExactlyOnceTests.lines(in: "\(folder.path)/expected")
    let actual = try ExactlyOnceTests.lines(in: "\(folder.path)/actual")
    #expect(actual == expected, "seed \(seed): \(actual.count) lines, not \(expected.count)")
    #expect(!expected.isEmpty)
  }
}
