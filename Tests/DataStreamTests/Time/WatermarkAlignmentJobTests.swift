import DreyModel
import Testing

@testable import DataStream
@testable import TaskRuntime

/// Sources that wait for each other, in jobs. A slow one gives as much as the test allows.
@Suite(.timeLimit(.minutes(2))) struct WatermarkAlignmentJobTests {
  enum Arrangement: CaseIterable {
    case twoSources
    case twoSubtasks
    case twoSplits
  }

  private static let count = 1000
  private let stage = Stage()
  private let slow = ScriptedSource.Script(name: "slow", times: [0, 100])
  private let fast = ScriptedSource.Script(name: "fast", times: Array(0..<count))

  private func strategy(_ idleness: Duration? = nil) -> WatermarkStrategy<Int> {
    let strategy = WatermarkStrategy<Int>.forMonotonousTimestamps { $0 }
      .withWatermarkAlignment(
        "group", maxAllowedWatermarkDrift: .milliseconds(10), updateInterval: .milliseconds(2))
    return idleness.map { strategy.withIdleness($0) } ?? strategy
  }

  /// Defines the sources; the slow one has given its first record and is about to be asked for more when the fast one begins.
  private func define(
    _ arrangement: Arrangement, _ env: StreamExecutionEnvironment, _ strategy: WatermarkStrategy<Int>
  ) -> DataStream<Int> {
    stage.allow("slow", 1)
    stage.allow("fast", 0)
    let sources: [ScriptedSource] =
      switch arrangement {
      case .twoSources: [ScriptedSource(stage, [slow]), ScriptedSource(stage, [fast])]
      case .twoSubtasks, .twoSplits: [ScriptedSource(stage, [slow, fast])]
      }
    let parallelism = arrangement == .twoSubtasks ? 2 : 1
    let streams = sources.map {
      env.fromSource($0, watermarkStrategy: strategy, name: "Script", parallelism: parallelism)
    }
    return streams.dropFirst().reduce(streams[0]) { $0.union($1) }
  }

  /// Waits until the slow source has said how far it is, and lets the fast one begin.
  private func begin() async throws {
    try await stage.until("the slow source is asked again") { $0.polls(of: "slow") >= 2 }
    stage.allow("fast", .max)
  }

  /// The fast source comes as far as this and no further, although there is more and it could long have come.
  private func expectFast(stopsAt count: Int) async throws {
    try await stage.until("the fast source comes to \(count)") { $0.emitted("fast") >= count }
    let polls = stage.polls(of: "slow")
    try await stage.until("the slow source is asked") { $0.polls(of: "slow") >= polls + 50 }
    #expect(stage.emitted("fast") == count)
  }

  @Test(arguments: Arrangement.allCases) func theFastOneStaysWithinTheDrift(_ arrangement: Arrangement) async throws {
    let env = try localEnvironment(mode: .streaming)
    let collected = define(arrangement, env, strategy()).collect()
    let job = try env.executeAsync()
    defer { stage.open() }
    try await begin()
    // The slow one is at -1, so all up to 9 is within the drift: time 10 is read, and with 11 it is ahead.
    try await expectFast(stopsAt: 12)
    stage.allow("slow", 2)
    // At 99, and so up to 109.
    try await expectFast(stopsAt: 112)
    stage.allow("slow", 3)
    try await stage.until("the end of the slow one lets the other go on") { $0.emitted("fast") == Self.count }
    _ = try await job.result()
    #expect(collected.all.sorted() == (slow.times + fast.times).sorted())
  }

  @Test(arguments: Arrangement.allCases) func anIdleOneHoldsNobodyBack(_ arrangement: Arrangement) async throws {
    let env = try localEnvironment(mode: .streaming).setAutoWatermarkInterval(.milliseconds(1))
    let collected = define(arrangement, env, strategy(.milliseconds(100))).collect()
    let job = try env.executeAsync()
    defer { stage.open() }
    try await begin()
    try await stage.until("the silence of the slow one lets the other go on") { $0.emitted("fast") == Self.count }
    #expect(stage.emitted("slow") == 1)
    stage.open()
    _ = try await job.result()
    #expect(collected.all.count == Self.count + 2)
  }

  @Test func whoWaitsCanBeCancelled() async throws {
    let env = try localEnvironment(mode: .streaming)
    define(.twoSources, env, strategy()).discard()
    let job = try env.executeAsync()
    defer { stage.open() }
    try await begin()
    try await expectFast(stopsAt: 12)
    try await job.cancel()
    let failure = await failure { _ = try await job.result() }
    #expect(failure?.domain == .cancelled)
  }

  @Test func aSourceAloneDoesNotWaitForItself() async throws {
    let env = try localEnvironment(mode: .streaming)
    let collected = env.fromSource(ScriptedSource(stage, [fast]), watermarkStrategy: strategy(), name: "Script")
      .collect()
    try await env.execute()
    #expect(collected.all == fast.times)
  }

  @Test(arguments: Arrangement.allCases)
  func checkpointsAreTakenWhileOneWaits(_ arrangement: Arrangement) async throws {
    let folder = try TemporaryFolder()
    let run = CheckpointedRun(folder.path)
    let program = try CapturingExecutor.program(parallelism: 1) { env in
      define(arrangement, env, strategy()).writeText("\(folder.path)/out")
    }
    async let failure = run.attempt(program)
    defer { stage.open() }
    try await begin()
    try await expectFast(stopsAt: 12)
    let before = run.completed.count
    try await stage.until("checkpoints become complete") { _ in run.completed.count >= before + 5 }
    #expect(stage.emitted("fast") == 12)
    stage.open()
    #expect(try await failure == nil)
    #expect(run.declined.isEmpty)
    let written = try folder.names(in: "out").flatMap { try folder.read("out/\($0)").split(separator: "\n") }
    #expect(written.count == Self.count + 2)
  }

  @Test func aSavepointEndsTheJobWhileOneWaits() async throws {
    let folder = try TemporaryFolder()
    let run = CheckpointedRun(folder.path)
    let program = try CapturingExecutor.program(parallelism: 1) { env in
      define(.twoSources, env, strategy()).writeText("\(folder.path)/out")
    }
    async let failure = run.attempt(program, stop: (.stop, 300_000))
    defer { stage.open() }
    try await begin()
    #expect(try await failure == nil)
    #expect(stage.emitted("fast") <= 12)
  }

  @Test func alignmentBehindASourceIsRefused() async throws {
    let env = try localEnvironment(mode: .streaming)
    env.generateSequence(from: 1, to: 3).assignTimestampsAndWatermarks(strategy()).discard()
    let failure = await failure { try await env.execute() }
    #expect(failure?.domain == .user)
    #expect(failure?.message.contains("cannot align watermarks (group 'group')") == true)
    #expect(failure?.advice?.contains("fromSource") == true)
  }
}
