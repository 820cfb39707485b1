import DreyModel
import Testing

@testable import DataStream

/// Joins of random streams, held against all pairs of their records.
@Suite(.timeLimit(.minutes(2))) struct JoinTests {
  private static func streams(_ random: inout SeededGenerator) -> ([Event], [Event]) {
    let keys = Int.random(in: 1...4, using: &random)
    let disorder = Int.random(in: 0...40, using: &random)
    // Without watermarks before the end nothing is late, whichever stream is ahead.
    func stream(_ random: inout SeededGenerator) -> [Event] {
      [Event].random(
        count: .random(in: 0...80, using: &random), keys: keys, disorder: disorder, using: &random
      )
      .map { Event(key: $0.key, time: $0.time, value: $0.value) }
    }
    return (stream(&random), stream(&random))
  }

  private func pairs(_ values: [[Int]]) -> [[Int]] { values.sorted { $0.lexicographicallyPrecedes($1) } }

  @Test func windowJoinsAndGroups() async throws {
    for seed in RandomCases.seeds(60) {
      var random = SeededGenerator(seed: seed)
      let (first, second) = Self.streams(&random)
      let windows = WindowCase(using: &random)
      let env = try localEnvironment(parallelism: .random(in: 1...4, using: &random), mode: .streaming)
      let (left, right) = (env.events(first), env.events(second))
      let size = Duration.milliseconds(windows.size)
      let slide = Duration.milliseconds(windows.slide)
      let joined = left.join(right).where { $0.key }.equalTo { $0.key }.window(.sliding(size: size, slide: slide))
        .apply { [$0.value, $1.value] }.withTimestamps().collect()
      let grouped = left.coGroup(right).where { $0.key }.equalTo { $0.key }.window(.sliding(size: size, slide: slide))
        .apply { $2.emit([$0.map(\.value), $1.map(\.value)]) }.collect()
      try await env.execute()

      var expected: [[Int]] = []
      var groups: [[[Int]]] = []
      for id in Set(
        (first + second).flatMap { event in
          windows.starts(at: event.time).map { KeyValue(event.key, $0) }
        })
      {
        func members(_ events: [Event]) -> [Event] {
          events.filter { $0.key == id.key && windows.starts(at: $0.time).contains(id.value) }
        }
        let (left, right) = (members(first), members(second))
        groups.append([left.map(\.value), right.map(\.value)])
        let end = id.value + windows.size - 1
        for left in left { for right in right { expected.append([left.value, right.value, end]) } }
      }
      #expect(pairs(joined.all.map { $0.key + [$0.value] }) == pairs(expected), "DREY_TEST_SEED=\(seed)")
      #expect(Set(grouped.all) == Set(groups) && grouped.all.count == groups.count, "DREY_TEST_SEED=\(seed)")
    }
  }

  @Test(arguments: [true, false]) func lateRecordsOfIntervalJoinsHaveTheirSideOutputs(isTold: Bool) throws {
    typealias Bounded = IntervalJoin<Event, Event, Int>.Bounded
    let double = try OperatorDouble(0, of: 1) { context, next, late in
      let emit: @Sendable (Event, Event, inout Emitter<String>) -> Void = { $2.emit("\($0.value) \($1.value)") }
      let outputs = Bounded.LateOutputs(
        first: { late.emitter.pointee.emit($0, timestamp: $1) }, second: nil,
        endBatch: { try late.emitter.pointee.endBatch() })
      let (first, second) = try Bounded.outputs(
        lower: -10, upper: 10, keys: ({ $0.key }, { $0.key }), late: isTold ? outputs : Bounded.LateOutputs(), emit,
        context, next: next)
      return [first, second]
    }
    try double.take(Event(key: 1, time: 95, value: 1), input: 0)
    try double.advance(to: 100)
    // The first two are late, whichever partners there are; the last is not.
    for input in [0, 1] { try double.take(Event(key: 1, time: 99, value: 2), input: input) }
    try double.take(Event(key: 1, time: 100, value: 3), input: 1)
    let late = isTold ? ["late \(Event(key: 1, time: 99, value: 2))"] : []
    #expect(double.results == late + ["1 3 at 100"])
  }

  /// Through a job, in which nothing is late: both side outputs end, and are empty.
  @Test func sideOutputsOfIntervalJoinsEnd() async throws {
    let env = try localEnvironment(parallelism: 2, mode: .streaming)
    let events = [Event(key: 1, time: 5, value: 1), Event(key: 2, time: 7, value: 2)]
    let (early, late) = (OutputTag<Event>("early"), OutputTag<Event>("late"))
    let joined = env.events(events).keyBy { $0.key }.intervalJoin(env.events(events).keyBy { $0.key })
      .between(.zero, .zero).sideOutputLeftLateData(early).sideOutputRightLateData(late)
      .process { $2.emit($0.value + $1.value) }
    let (pairs, sides) = (joined.collect(), joined.getSideOutput(early).union(joined.getSideOutput(late)).collect())
    try await env.execute()
    #expect(pairs.all.sorted() == [2, 4])
    #expect(sides.all.isEmpty)
  }

  @Test func intervalJoins() async throws {
    for seed in RandomCases.seeds(150) {
      var random = SeededGenerator(seed: seed)
      let (first, second) = Self.streams(&random)
      let (lower, width) = (Int.random(in: -30...30, using: &random), Int.random(in: 0...30, using: &random))
      let isExclusive = Bool.random(using: &random) && width > 1
      let env = try localEnvironment(parallelism: .random(in: 1...4, using: &random), mode: .streaming)
      var join = env.events(first).keyBy { $0.key }.intervalJoin(env.events(second).keyBy { $0.key })
        .between(.milliseconds(lower), .milliseconds(lower + width))
      if isExclusive { join = join.lowerBoundExclusive().upperBoundExclusive() }
      let joined = join.process { $2.emit([$0.value, $1.value]) }.withTimestamps().collect()
      try await env.execute()
      let bounds = isExclusive ? lower + 1...lower + width - 1 : lower...lower + width
      let expected = first.flatMap { left in
        second.filter { $0.key == left.key && bounds.contains($0.time - left.time) }
          .map { [left.value, $0.value, max(left.time, $0.time)] }
      }
      #expect(pairs(joined.all.map { $0.key + [$0.value] }) == pairs(expected), "DREY_TEST_SEED=\(seed)")
    }
  }

  /// What the state keeps and drops as watermarks pass, record by record.
  @Test func intervalJoinForgets() throws {
    for seed in RandomCases.seeds(300) {
      var random = SeededGenerator(seed: seed)
      let lower = Int.random(in: -20...20, using: &random)
      let upper = lower + Int.random(in: 0...20, using: &random)
      let state = try IntervalJoinState<Int, Int, Int>(
        lower: lower, upper: upper, WatermarkState(), account: MemoryAccount(StateMemory.pool))
      var (firsts, seconds): ([(key: Int, time: Int)], [(key: Int, time: Int)]) = ([], [])
      var (watermark, late, refused) = (Int.min, 0, 0)
      for event in [Event].random(count: 100, keys: 3, disorder: 30, using: &random) {
        let isFirst = Bool.random(using: &random)
        let found =
          isFirst
          ? try state.insert(first: event.time, at: event.time, event.key)
            .map { $0.pointee.second.records[$1].sorted() }
          : try state.insert(second: event.time, at: event.time, event.key)
            .map { $0.pointee.first.records[$1].sorted() }
        if found == nil { refused += 1 }
        if event.time < watermark {
          late += 1
        } else if isFirst {
          firsts.append((event.key, event.time))
        } else {
          seconds.append((event.key, event.time))
        }
        let partners = (isFirst ? seconds : firsts).filter {
          let distance = isFirst ? $0.time - event.time : event.time - $0.time
          return $0.key == event.key && distance >= lower && distance <= upper
        }
        #expect(found == (event.time < watermark ? nil : partners.map(\.time).sorted()), "DREY_TEST_SEED=\(seed)")
        guard let time = event.watermark, time > watermark else { continue }
        watermark = time
        state.advance(to: time)
        firsts.removeAll { $0.time + max(0, upper) <= time }
        seconds.removeAll { $0.time + max(0, -lower) <= time }
      }
      #expect(refused == late, "DREY_TEST_SEED=\(seed)")
      state.advance(to: .max)
      #expect(state.buffers.count == 0)
    }
  }

  @Test func boundsThatCannotBe() async throws {
    let env = try localEnvironment()
    let keyed = env.events([]).keyBy { $0.key }
    keyed.intervalJoin(keyed).between(.seconds(2), .seconds(1)).process { $2.emit($1.value + $0.value) }.print()
    await #expect {
      try await env.execute()
    } throws: {
      ($0 as? Failure)?.message == "an interval join cannot be between 2000 ms and 1000 ms"
    }
  }
}

extension WindowCase {
  /// Where the windows begin that a time is in, were they not moved.
  fileprivate func starts(at time: Int) -> [Int] { (time - size + 1...time).filter { $0 % slide == 0 } }
}
