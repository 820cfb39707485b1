import DreyModel
import Testing

@testable import DataStream

/// Side outputs to which nothing is emitted come to their end like all others.
@Suite(.timeLimit(.minutes(2))) struct SideOutputTests {
  private static let tag = OutputTag<Int>("odd")
  private static let sameNameOtherType = OutputTag<String>("odd")

  private func odd(_ env: StreamExecutionEnvironment) -> DataStream<Int> {
    env.generateSequence(from: 0, to: 99).process { (number: Int, context, out: inout Emitter<Int>) in
      if number % 2 == 1 { context.output(Self.tag, number) } else { out.emit(number) }
    }
  }

  @Test(arguments: [1, 3]) func aTagOfAnotherTypeIsEmpty(parallelism: Int) async throws {
    let env = try localEnvironment(parallelism: parallelism)
    let stream = odd(env)
    let main = stream.collect()
    let side = stream.getSideOutput(Self.tag).rebalance().map { $0 * 10 }.collect()
    let other = stream.getSideOutput(Self.sameNameOtherType).rebalance().map { $0 + "!" }.collect()
    try await env.execute()
    #expect(main.all.sorted() == Array(stride(from: 0, to: 100, by: 2)))
    #expect(side.all.sorted() == Array(stride(from: 10, to: 1000, by: 20)))
    #expect(other.all == [])
  }

  @Test func operatorsAndSourcesThatKnowNoTagHaveEmptySideOutputs() async throws {
    let env = try localEnvironment(parallelism: 2)
    let numbers = env.generateSequence(from: 0, to: 9)
    let doubled = numbers.map { $0 * 2 }
    let both = doubled.connect(numbers).map({ $0 }, { $0 })
    let counted = numbers.assignTimestampsAndWatermarks(.forMonotonousTimestamps { $0 })
      .keyBy { $0 % 2 }.window(.tumbling(.milliseconds(5))).sideOutputLateData(OutputTag<Int>("late")).count()
    let sides = [
      numbers.getSideOutput(Self.tag), doubled.getSideOutput(Self.tag), both.getSideOutput(Self.tag),
      counted.getSideOutput(Self.tag), counted.getSideOutput(OutputTag<Int>("late")),
    ].map { $0.rebalance().map { $0 }.collect() }
    let misread = counted.getSideOutput(OutputTag<String>("late")).rebalance().collect()
    let main = both.collect()
    try await env.execute()
    #expect(sides.map(\.all) == [[], [], [], [], []])
    #expect(misread.all == [])
    #expect(main.all.count == 20)
  }

  @Test func aUnionHasTheSideOutputsOfAllItsOperators() async throws {
    let env = try localEnvironment(parallelism: 2)
    let side = odd(env).union(odd(env)).getSideOutput(Self.tag).collect()
    try await env.execute()
    #expect(side.all.count == 100)
  }
}
