import DreyModel
import Testing

@testable import DataStream

@Suite(.timeLimit(.minutes(1))) struct WindowKindTests {
  @Test(arguments: [1, 3]) func countWindows(parallelism: Int) async throws {
    let env = try localEnvironment(parallelism: parallelism, mode: .streaming)
    let numbers = env.fromCollection(Array(1...7)).keyBy { _ in true }
    let tumbling = numbers.countWindow(3).process { _, _, records, out in out.emit(records) }.collect()
    let sliding = numbers.countWindow(3, 2).process { _, _, records, out in out.emit(records) }.collect()
    let sums = numbers.countWindow(3, 2).sum { $0 }.collect()
    try await env.execute()
    #expect(tumbling.all == [[1, 2, 3], [4, 5, 6]])
    #expect(sliding.all == [[1, 2], [2, 3, 4], [4, 5, 6]])
    #expect(sums.all.map(\.value) == [3, 9, 15])
  }

  /// The source goes on until its windows have been seen to fire.
  @Test func processingTime() async throws {
    let env = try localEnvironment(parallelism: 2, mode: .streaming)
    let seen = Collected<Int>()
    let numbers: DataStream<Int> = env.source("Numbers", parallelism: 1) { context, out in
      var next = 0
      while seen.all.count < 8 {
        out.emit(next)
        next += 1
        try out.endBatch()
        repeat { try context.checkCancellation() } while next - seen.all.reduce(0, +) > 5000
      }
    }
    let keyed = numbers.keyBy { _ in true }
    let tumbling = keyed.window(.tumblingProcessingTime(.milliseconds(20)))
      .aggregate(into: [Int](), { $0.append($1) }, merge: { $0 += $1 }).collect()
    let counts = keyed.window(.tumblingProcessingTime(.milliseconds(20))).count { _, _, count, out in
      seen.add(count)
      out.emit(count)
    }.collect()
    try await env.execute()
    let all = tumbling.all.flatMap { $0 }
    #expect(!all.isEmpty && all == Array(0..<all.count))
    #expect(counts.all == seen.all)
  }

  @Test func sessionsNeedTriggersThatMerge() async throws {
    struct Never: Trigger {
      func onElement(
        _ event: Event, timestamp: Int?, window: TimeWindow, state: inout NoTriggerState, context: inout TriggerContext
      ) -> TriggerResult { .continue }
    }
    let env = try localEnvironment()
    env.events([Event(key: 1, time: 1, value: 1), Event(key: 1, time: 2, value: 1)]).keyBy { $0.key }
      .window(.session(gap: .milliseconds(5))).trigger(Never()).count().print()
    await #expect {
      try await env.execute()
    } throws: {
      ($0 as? Failure)?.message.contains("Never cannot be used with session windows") == true
    }
  }

  @Test(arguments: [0, -1]) func sessionsWithoutGap(gap: Int) async throws {
    let env = try localEnvironment()
    env.events([Event(key: 1, time: 1, value: 1)]).keyBy { $0.key }
      .window(.session { _ in .milliseconds(gap) }).count().print()
    await #expect {
      try await env.execute()
    } throws: {
      ($0 as? Failure)?.message == "a session's gap is \(gap) ms"
    }
  }
}
