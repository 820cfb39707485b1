import DreyModel
import Testing

@testable import DataStream

@Suite(.timeLimit(.minutes(2))) struct PartitioningTests {
  /// The subtask of a sink that a record arrived in, and the record.
  typealias Arrivals = Collected<KeyValue<Int, Int>>

  /// Sends the numbers from 0 to 999, emitted by one or more subtasks, to three sinks.
  private func arrivals(
    from sources: Int = 1, to sinks: Int = 3, _ send: (DataStream<Int>) -> DataStream<Int>
  ) async throws -> Arrivals {
    let env = try localEnvironment(parallelism: sinks)
    let numbers = env.generateSequence(from: 0, to: 999).setParallelism(sources)
    let arrivals = Arrivals()
    send(numbers).sink("Arrivals") { context in
      let index = context.subtask.index
      return Output(batch: { $0.consumeEach { arrivals.add(KeyValue(index, $0)) } }, signal: { _ in })
    }
    try await env.execute()
    return arrivals
  }

  @Test(arguments: [1, 2]) func broadcastReachesAll(sources: Int) async throws {
    let arrived = try await arrivals(from: sources) { $0.broadcast() }.all
    for sink in 0..<3 { #expect(arrived.filter { $0.key == sink }.map(\.value).sorted() == Array(0..<1000)) }
  }

  @Test(arguments: [1, 2]) func globalReachesTheFirst(sources: Int) async throws {
    let arrived = try await arrivals(from: sources) { $0.global() }.all
    #expect(arrived.map(\.value).sorted() == Array(0..<1000))
    #expect(arrived.allSatisfy { $0.key == 0 })
  }

  @Test func rescaleStaysInItsGroup() async throws {
    let arrived = try await arrivals(from: 2, to: 4) { $0.rescale() }.all
    #expect(arrived.map(\.value).sorted() == Array(0..<1000))
    // The first source emits the lower half.
    #expect(arrived.allSatisfy { ($0.key < 2) == ($0.value < 500) })
    for sink in 0..<4 { #expect(arrived.filter { $0.key == sink }.count == 250) }
  }

  @Test func shuffleReachesAllAboutEvenly() async throws {
    let arrived = try await arrivals { $0.shuffle() }.all
    #expect(arrived.map(\.value).sorted() == Array(0..<1000))
    // 333 are expected; less than 200 would be nine standard deviations away.
    for sink in 0..<3 { #expect(arrived.filter { $0.key == sink }.count > 200) }
  }

  @Test func customChoosesByKey() async throws {
    let arrived = try await arrivals { $0.partitionCustom({ key, subtasks in key % subtasks }, { $0 / 10 }) }.all
    #expect(arrived.map(\.value).sorted() == Array(0..<1000))
    #expect(arrived.allSatisfy { $0.key == $0.value / 10 % 3 })
  }

  @Test(arguments: [3, -1]) func customOutOfRangeFailsTheJob(chosen: Int) async throws {
    let failure = await #expect(throws: Failure.self) {
      _ = try await arrivals { $0.partitionCustom({ _, _ in chosen }, { $0 }) }
    }
    #expect(failure?.domain == .user)
    #expect(failure?.message.contains("chose subtask \(chosen)") == true)
  }

  @Test func forwardKeepsTheSubtask() async throws {
    let arrived = try await arrivals(from: 2, to: 2) { $0.forward() }.all
    #expect(arrived.map(\.value).sorted() == Array(0..<1000))
    #expect(arrived.allSatisfy { ($0.key == 0) == ($0.value < 500) })
  }

  @Test func forwardToAnotherParallelismIsRefused() async throws {
    let failure = await #expect(throws: Failure.self) { _ = try await arrivals(from: 2, to: 3) { $0.forward() } }
    #expect(failure?.domain == .user)
    #expect(failure?.message.contains("parallelism 2 to 'Arrivals' with parallelism 3") == true)
  }
}
