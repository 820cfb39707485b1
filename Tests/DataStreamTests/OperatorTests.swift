import DreyModel
import Testing

@testable import DataStream

@Suite(.timeLimit(.minutes(2))) struct OperatorTests {
  static let numbers = Array(0..<5000)

  @Test(arguments: [1, 2, 4]) func mapFilterFlatMap(parallelism: Int) async throws {
    let env = try localEnvironment(parallelism: parallelism)
    let collected = env.generateSequence(from: 0, to: 4999)
      .map { $0 * 3 }
      .filter { $0 % 2 == 0 }
      .flatMap { number, out in for _ in 0..<number % 4 { out.emit("\(number)") } }
      .collect()
    try await env.execute()
    let expected = Self.numbers.map { $0 * 3 }.filter { $0 % 2 == 0 }
      .flatMap { Array(repeating: "\($0)", count: $0 % 4) }
    #expect(collected.all.sorted() == expected.sorted())
    #expect(!expected.isEmpty)
  }

  @Test(arguments: [1, 2, 4]) func countsPerKey(parallelism: Int) async throws {
    let env = try localEnvironment(parallelism: parallelism)
    let words = Self.numbers.map { String(repeating: "w", count: $0 % 23) + "\($0 % 91)" }
    let collected = env.fromCollection(words).rebalance().keyBy { $0 }.count().collect()
    try await env.execute()
    var expected: [String: Int] = [:]
    for word in words { expected[word, default: 0] += 1 }
    #expect(collected.all.count == expected.count)
    #expect(Dictionary(collected.all.map { ($0.key, $0.value) }, uniquingKeysWith: { $0 + $1 }) == expected)
  }

  @Test(arguments: [1, 2, 4]) func reducesPerKey(parallelism: Int) async throws {
    let env = try localEnvironment(parallelism: parallelism)
    let collected = env.generateSequence(from: 0, to: 4999).keyBy { $0 % 7 }.reduce { $0 + $1 }.collect()
    try await env.execute()
    let expected = (0..<7).map { key in Self.numbers.filter { $0 % 7 == key }.reduce(0, +) }
    #expect(collected.all.sorted() == expected.sorted())
  }

  @Test(arguments: [1, 2, 4]) func streamingEmitsEveryUpdate(parallelism: Int) async throws {
    let env = try localEnvironment(parallelism: parallelism, mode: .streaming)
    let keyed = env.fromCollection(["b", "a", "b", "b"]).keyBy { $0 }
    let counts = keyed.count().collect()
    let reduced = env.fromCollection([1, 2, 3]).keyBy { _ in true }.reduce { $0 + $1 }.collect()
    try await env.execute()
    #expect(counts.all.filter { $0.key == "b" }.map(\.value) == [1, 2, 3])
    #expect(counts.all.filter { $0.key == "a" }.map(\.value) == [1])
    #expect(reduced.all == [1, 3, 6])
  }

  @Test(arguments: [1, 2, 4]) func unionAndBranches(parallelism: Int) async throws {
    let env = try localEnvironment(parallelism: parallelism)
    let numbers = env.generateSequence(from: 1, to: 3000)
    let even = numbers.filter { $0 % 2 == 0 }
    let both = even.union(numbers.map { -$0 }, env.fromCollection([0]))
    let collected = both.collect()
    let counts = both.keyBy { $0 > 0 }.count().collect()
    try await env.execute()
    let expected = (1...3000).filter { $0 % 2 == 0 } + (1...3000).map { -$0 } + [0]
    #expect(collected.all.sorted() == expected.sorted())
    #expect(counts.all.sorted { $0.value < $1.value } == [KeyValue(true, 1500), KeyValue(false, 3001)])
  }

  @Test func unionOfAStreamWithItself() async throws {
    let env = try localEnvironment(parallelism: 2)
    let numbers = env.generateSequence(from: 1, to: 10)
    let collected = numbers.union(numbers).collect()
    try await env.execute()
    #expect(collected.all.sorted() == (1...10).flatMap { [$0, $0] })
  }

  @Test func rebalanceDealsEvenly() async throws {
    let env = try localEnvironment(parallelism: 4)
    let seen = env.fromCollection(Array(0..<1000)).rebalance()
      .transform("Subtask") { context, next in
        let index = context.subtask.index
        let cell = EmitterCell<Int>(next)
        return Output(
          batch: { records in
            records.consumeEach { _ in cell.emitter.pointee.emit(index) }
            try cell.emitter.pointee.endBatch()
          }, signal: next.signal)
      }.collect()
    try await env.execute()
    for index in 0..<4 { #expect(seen.all.filter { $0 == index }.count == 250) }
  }

  @Test func sequencesOfAnyRange() async throws {
    for (first, last) in [(5, 4), (7, 7), (Int.min, Int.min + 2), (Int.max - 2, Int.max), (-3, 3)] {
      let env = try localEnvironment(parallelism: 3)
      let collected = env.generateSequence(from: first, to: last).collect()
      try await env.execute()
      #expect(collected.all.sorted() == (first > last ? [] : Array(first...last)))
    }
  }

  @Test func severalExecutions() async throws {
    let env = try localEnvironment()
    let numbers = env.fromCollection([1, 2])
    let first = numbers.collect()
    let job = try env.executeAsync("first")
    let second = numbers.map { $0 * 10 }.collect()
    let other = try env.executeAsync("second")
    #expect(try await other.result().name == "second")
    #expect(try await job.result().status == .finished)
    #expect(first.all == [1, 2])
    #expect(second.all == [10, 20])
  }
}
