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
}
