import DreyModel
import Testing

@testable import DataStream

@Suite struct UIDTests {
  private func uids(_ define: (StreamExecutionEnvironment) throws -> Void) throws -> [String] {
    try CapturingExecutor.program(parallelism: 1, define).graph.vertices.flatMap(\.operators).map(\.uid).sorted()
  }

  private func refusal(_ define: (StreamExecutionEnvironment) throws -> Void) -> Failure? {
    #expect(throws: Failure.self) { try CapturingExecutor.program(parallelism: 1, define) }
  }

  @Test func aUIDReachesTheCommitterOfASink() throws {
    let uids = try uids { env in
      env.fromCollection([1]).uid("numbers").writeText("/tmp/out").uid("out").name("Results")
    }
    #expect(uids == ["numbers", "out", "out Committer"])
  }

  @Test func aUIDReachesTheInputsOfAJoin() throws {
    for isJoin in [true, false] {
      let uids = try uids { env in
        let (first, second) = (env.fromCollection([1]).uid("a"), env.fromCollection([2]).uid("b"))
        let joined =
          isJoin
          ? first.join(second).where { $0 }.equalTo { $0 }.window(.tumblingProcessingTime(.seconds(1))).apply {
            $0 + $1
          }
          : first.coGroup(second).where { $0 }.equalTo { $0 }.window(.tumblingProcessingTime(.seconds(1)))
            .apply { $2.emit($0.count + $1.count) }
        joined.uid("joined").print().uid("printed")
      }
      #expect(uids == ["a", "b", "joined", "joined First Input", "joined Second Input", "printed"])
    }
  }

  @Test func withoutUIDsNamesAndPlacesAreTheIDs() throws {
    let uids = try uids { env in env.fromCollection([1]).map { $0 }.writeText("/tmp/out") }
    #expect(uids == ["Map-1", "Sink: Text File-2", "Source: Collection-0", "Text File Committer-3"])
  }

  @Test func twoOperatorsWithOneUIDAreRefused() {
    let failure = refusal { env in
      let numbers = env.fromCollection([1])
      numbers.map { $0 }.uid("x").print()
      numbers.filter { $0 > 0 }.uid("x").print()
    }
    #expect(failure?.message == "two operators have the uid 'x': 'Map' and 'Filter'")
    let hidden = refusal { env in
      env.fromCollection([1]).uid("out Committer").writeText("/tmp/out").uid("out")
    }
    #expect(hidden?.message.contains("two operators have the uid 'out Committer'") == true)
  }

  @Test func anOperatorWithTwoUIDsIsRefused() {
    let failure = refusal { env in env.fromCollection([1]).map { $0 }.uid("x").rebalance().uid("y").print() }
    #expect(failure?.message == "the operator 'Map' is given two uids, 'x' and 'y'")
  }

  @Test func aUnionWithAUIDIsRefused() {
    let failure = refusal { env in env.fromCollection([1]).union(env.fromCollection([2])).uid("both").print() }
    #expect(failure?.message == "the uid 'both' is given to a union, which is not an operator")
  }
}
