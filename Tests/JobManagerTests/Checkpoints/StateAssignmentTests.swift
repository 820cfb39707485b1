import DreyModel
import Testing

@testable import JobManager

@Suite struct StateAssignmentTests {
  private static let file = OperatorSnapshot.Part(file: SnapshotFile(path: "/saved/s/0-0", byteCount: 5))
  private let state = ["read": OperatorSnapshot(maxParallelism: 128, parts: [file, file])]

  private func graph(_ uids: [String], parallelism: Int = 2, maxParallelism: Int? = nil) -> JobGraph {
    let vertices = uids.enumerated().map { id, uid in
      JobVertex(
        id: id, name: uid, parallelism: parallelism,
        operators: [OperatorDescription(id: id, uid: uid, name: uid, outputType: "Int")])
    }
    return JobGraph(name: "count", vertices: vertices, edges: [], maxParallelism: maxParallelism)
  }

  @Test(arguments: [1, 2, 3, 128])
  func anyParallelismTakesTheState(parallelism: Int) throws {
    let restored = try StateAssignment(graph: graph(["new", "read"], parallelism: parallelism))
      .restore(7, state, from: "/saved/s")
    #expect(restored == RestoredState(checkpointID: 7, operators: state))
  }

  @Test func stateThatWouldBeLostIsRefusedUnlessThatIsWanted() throws {
    var assignment = StateAssignment(graph: graph(["write"]))
    let failure = #expect(throws: Failure.self) { try assignment.restore(7, state, from: "/saved/s") }
    #expect(failure?.domain == .usage)
    #expect(failure?.message == "'/saved/s' has state of 'read', which job 'count' has no operator for")
    #expect(failure?.advice?.contains("--allow-non-restored-state") == true)
    assignment.ignoresUnclaimed = true
    #expect(try assignment.restore(7, state, from: "/saved/s").operators.isEmpty)
    let none = ["read": OperatorSnapshot(maxParallelism: 128, parts: [.init(isFinished: true)])]
    #expect(try StateAssignment(graph: graph(["write"])).restore(7, none, from: "/saved/s").operators.isEmpty)
  }

  @Test func aJobTakesTheKeyGroupsOfTheStateItBeginsFrom() throws {
    let state = [
      "read": OperatorSnapshot(maxParallelism: 64, parts: [Self.file]),
      "gone": OperatorSnapshot(maxParallelism: 256, parts: []),
    ]
    #expect(StateAssignment(graph: graph(["new", "read"])).maxParallelism(of: state) == 64)
    #expect(StateAssignment(graph: graph(["new"])).maxParallelism(of: state) == nil)
  }

  @Test func theNumberOfKeyGroupsStays() throws {
    #expect(throws: Failure.self) {
      try StateAssignment(graph: graph(["read"], maxParallelism: 64)).restore(7, state, from: "/saved/s")
    }
    #expect(throws: Failure.self) {
      try StateAssignment(graph: graph(["read"], parallelism: 129)).restore(7, state, from: "/saved/s")
    }
  }

  private func snapshot(_ states: [StateSummary]?, isSource: Bool? = nil) -> OperatorSnapshot {
    OperatorSnapshot(maxParallelism: 128, parts: [Self.file], states: states, isSource: isSource)
  }

  @Test func whatIsLeftOutIsNamedWithTheResultsThatWouldBeLost() throws {
    let pending = StateSummary(name: StateSummary.committables, type: "PendingPart", count: 3)
    let operators = ["read": snapshot(nil), "out Committer": snapshot([pending])]
    var assignment = StateAssignment(graph: graph(["read"]))
    let failure = #expect(throws: Failure.self) { try assignment.restore(7, operators, from: "/saved/s") }
    let name = "'out Committer' (with 3 results that wait to be committed)"
    #expect(failure?.message == "'/saved/s' has state of \(name), which job 'count' has no operator for")
    #expect(failure?.advice?.contains("Results that wait to be committed are lost then.") == true)
    assignment.ignoresUnclaimed = true
    #expect(
      assignment.omission(operators, from: "/saved/s")
        == "job 'count' begins without the state that '/saved/s' has of \(name)")
    #expect(assignment.omission(["read": snapshot(nil)], from: "/saved/s") == nil)
  }

  @Test func anOperatorThatHasNothingIsNotMissed() throws {
    let nothing = ["read": snapshot([StateSummary(name: "x", type: "Int", count: 0)])]
    #expect(try StateAssignment(graph: graph(["write"])).restore(7, nothing, from: "/saved/s").operators.isEmpty)
  }

  @Test func aSourceThatHasEndedIsMissedSinceItWouldBeReadAgain() {
    let ended = [
      "read": OperatorSnapshot(maxParallelism: 128, parts: [.init(isFinished: true)], states: [], isSource: true)
    ]
    let failure = #expect(throws: Failure.self) {
      try StateAssignment(graph: graph(["write"])).restore(7, ended, from: "/saved/s")
    }
    #expect(failure?.message.contains("has state of 'read'") == true)
  }

  @Test func hiddenOperatorsAreFoundUnderTheirFormerIDs() throws {
    var graph = graph(["out Committer"])
    graph.vertices[0].operators[0].formerUID = "Text File Committer-4"
    let old = ["Text File Committer-4": snapshot(nil)]
    let restored = try StateAssignment(graph: graph).restore(7, old, from: "/saved/s")
    #expect(restored.operators["out Committer"]?.storedUID == "Text File Committer-4")
    let both = ["Text File Committer-4": snapshot(nil), "out Committer": snapshot(nil)]
    #expect(throws: Failure.self) { try StateAssignment(graph: graph).restore(7, both, from: "/saved/s") }
  }
}
