import DreyModel
import Synchronization
import Testing

@testable import DataStream
@testable import TaskRuntime

@Suite(.timeLimit(.minutes(2))) struct AccumulatorTests {
  @Test(arguments: [1, 3]) func countersAddUpOverSubtasks(parallelism: Int) async throws {
    let env = try localEnvironment(parallelism: parallelism)
    env.generateSequence(from: 1, to: 1000).count(into: "all")
      .richMap { context in
        let odd = try context.subtask.getLongCounter("odd")
        let halves = try context.subtask.getDoubleCounter("halves")
        let highest = try context.subtask.getAccumulator("highest", as: LongMaximum.self)
        let lowest = try context.subtask.getAccumulator("lowest", as: LongMinimum.self)
        return { number -> Int in
          if number % 2 == 1 { odd.add() }
          halves.add(Double(number) / 2)
          highest.add(number)
          lowest.add(number)
          return number
        }
      }
      .rebalance().count(into: "all").print("x").setParallelism(1)
    let accumulators = try await env.execute().accumulators
    #expect(
      accumulators == [
        "all": .longCounter(2000), "odd": .longCounter(500), "halves": .doubleCounter(250_250),
        "highest": .longMaximum(1000), "lowest": .longMinimum(1),
      ])
  }

  @Test func aNameStandsForOneKind() async throws {
    let env = try localEnvironment()
    env.fromCollection([1]).count(into: "n").richMap { context in
      let other = try context.subtask.getDoubleCounter("n")
      return { (number: Int) -> Int in
        other.add(1)
        return number
      }
    }.print()
    let failure = await #expect(throws: Failure.self) { try await env.execute() }
    #expect(failure?.domain == .user)
    #expect(failure?.message.contains("'n' is a DoubleCounter already") == true)
  }

  @Test(arguments: [1, 4]) func executeAndCollectReturnsTheRecords(parallelism: Int) async throws {
    let env = try localEnvironment(parallelism: parallelism)
    let words = env.generateSequence(from: 1, to: 5000).map { "word number \($0)" }
    #expect(try await words.executeAndCollect().sorted() == (1...5000).map { "word number \($0)" }.sorted())
    #expect(try await words.filter { _ in false }.executeAndCollect("again").isEmpty)
  }

  @Test func aJobCanBeWatchedAndCancelled() async throws {
    let env = try localEnvironment(parallelism: 2)
    env.generateSequence(from: 1, to: .max).count(into: "all").rebalance().filter { _ in false }.print()
    let job = try env.executeAsync("endless")
    #expect(try await job.getJobStatus() == .running)
    let deadline = ContinuousClock.now + .seconds(20)
    while try await job.getAccumulators()["all"]?.longValue ?? 0 < 5000 {
      try #require(ContinuousClock.now < deadline)
      try await Task.sleep(for: .milliseconds(2))
    }
    try await job.cancel()
    let failure = await #expect(throws: Failure.self) { try await job.result() }
    #expect(failure?.domain == .cancelled)
    #expect(try await job.getJobStatus() == .canceled)
    #expect(try await job.getAccumulators()["all"]?.longValue ?? 0 >= 5000)
    try await job.cancel()
    #expect(try await job.getJobStatus() == .canceled)
  }
}
