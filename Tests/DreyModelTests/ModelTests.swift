import DreyModel
import Testing

@Suite struct JobGraphTests {
  private func graph(_ parallelisms: [Int], _ edges: [(Int, Int, ShipStrategy)] = []) -> JobGraph {
    JobGraph(
      name: "job",
      vertices: parallelisms.enumerated().map { id, parallelism in
        JobVertex(id: id, name: "v\(id)", parallelism: parallelism, operators: [])
      },
      edges: edges.enumerated().map { id, edge in
        JobEdge(id: id, source: edge.0, target: edge.1, shipStrategy: edge.2)
      })
  }

  @Test func aSoundGraphIsAccepted() throws {
    try graph([2, 4], [(0, 1, .hash)]).validate()
    try graph([3, 3], [(0, 1, .forward)]).validate()
  }

  @Test func whatIsWrongIsNamed() {
    let wrong: [(JobGraph, String)] = [
      (graph([]), "no operators"), (graph([0]), "parallelism 0"), (graph([32_769]), "parallelism 32769"),
      (graph([1, 1], [(1, 0, .hash)]), "1 -> 0"), (graph([1, 1], [(0, 0, .hash)]), "0 -> 0"),
      (graph([1, 1], [(0, 2, .hash)]), "0 -> 2"), (graph([1, 1], [(-1, 1, .hash)]), "-1 -> 1"),
      (graph([1, 2], [(0, 1, .forward)]), "different parallelisms"),
    ]
    for (graph, word) in wrong {
      let error = #expect(throws: Failure.self) { try graph.validate() }
      #expect(error?.message.contains(word) == true)
    }
  }

  @Test func namesHaveABoundAndAreNotRepeatedWhole() {
    let long = String(repeating: "n", count: JobGraph.nameLimit + 1)
    func named(_ change: (inout JobGraph) -> Void) -> JobGraph {
      var graph = graph([1])
      graph.vertices[0].operators = [OperatorDescription(id: 0, uid: "u", name: "o", outputType: "Int")]
      change(&graph)
      return graph
    }
    let wrong: [(JobGraph, String)] = [
      (named { $0.name = long }, "name of a job"), (named { $0.vertices[0].operators[0].name = long }, "operator"),
      (named { $0.vertices[0].operators[0].uid = long }, "uid"),
      (named { $0.vertices[0].name = long + "    " }, "vertex"),
    ]
    for (graph, word) in wrong {
      let error = #expect(throws: Failure.self) { try graph.validate() }
      #expect(error?.message.contains(word) == true)
      #expect(error?.message.utf8.count ?? 0 < 200)
    }
    #expect(throws: Never.self) { try named { $0.name = String(long.dropLast()) }.validate() }
  }

  @Test func slotsAreSharedByAllVertices() {
    #expect(graph([2, 5, 3]).requiredSlots == 5)
    #expect(graph([]).requiredSlots == 0)
    #expect(graph([1, 2]).subtasks.map(\.description) == ["0:0", "1:0", "1:1"])
  }

  @Test func slotsAreSharedWithinAGroupOnly() throws {
    var graph = graph([2, 3, 1], [(0, 1, .rescale), (1, 2, .global)])
    graph.vertices[1].slotSharingGroup = "heavy"
    try graph.validate()
    #expect(graph.requiredSlots == 2 + 3)
    let shares = graph.slotShares.map { $0.map(\.description) }
    #expect(shares == [["0:0", "2:0"], ["0:1"], ["1:0"], ["1:1"], ["1:2"]])
    var plain = graph
    plain.vertices[1].slotSharingGroup = nil
    #expect(plain.slotShares.map { $0.map(\.description) } == [["0:0", "1:0", "2:0"], ["0:1", "1:1"], ["1:2"]])
    #expect(plain.fingerprint != graph.fingerprint)
    graph.vertices[0].slotSharingGroup = ""
    let unnamed = graph
    #expect(throws: Failure.self) { try unnamed.validate() }
  }

  @Test func theFingerprintTellsGraphsApart() {
    let base = graph([2, 2], [(0, 1, .hash)])
    #expect(base.fingerprint == graph([2, 2], [(0, 1, .hash)]).fingerprint)
    #expect(base.fingerprint.utf8.count == 16)
    let others = [graph([2, 3], [(0, 1, .hash)]), graph([2, 2], [(0, 1, .forward)]), graph([2, 2])]
    #expect(Set(others.map(\.fingerprint) + [base.fingerprint]).count == 4)
    #expect(others.allSatisfy { $0.difference(from: base) != nil } && base.difference(from: base) == nil)
  }

  @Test func namesAreNoPartOfWhatAJobComputes() {
    let base = graph([2, 2], [(0, 1, .hash)])
    var renamed = base
    renamed.name = "daily 12:00"
    renamed.vertices[0].name = "parse 12:00"
    renamed.vertices[0].operators = renamed.vertices[0].operators.map {
      var operation = $0
      operation.name = "parse 12:00"
      return operation
    }
    #expect(renamed.fingerprint == base.fingerprint)
  }

  @Test func aDifferenceIsNamed() {
    let base = graph([2, 2], [(0, 1, .hash)])
    var other = base
    other.maxParallelism = 7
    #expect(other.difference(from: base) == "7 key groups instead of 128")
    #expect(graph([2, 3], [(0, 1, .hash)]).difference(from: base)?.contains("parallelism 3 instead of 2") == true)
    #expect(graph([2], []).difference(from: base) == "1 vertices instead of 2")
    func kind(_ kind: String) -> JobGraph {
      var graph = base
      graph.vertices[0].operators = [
        OperatorDescription(id: 0, uid: "a", name: "any", outputType: "Int", kind: kind)
      ]
      return graph
    }
    #expect(kind("Map").fingerprint != kind("Filter").fingerprint, "whatever both are called")
    #expect(kind("Map").difference(from: kind("Filter")) == "operator 'a' is a Map instead of a Filter")
  }
}

@Suite struct ValueTests {
  @Test func jobIDsAre32LowerCaseDigits() {
    let id = JobID.random()
    #expect(JobID(hex: id.hex) == id)
    #expect(JobID(hex: String(repeating: "0", count: 31)) == nil)
    #expect(JobID(hex: String(repeating: "A", count: 32)) == nil)
    #expect(JobID(hex: String(repeating: "g", count: 32)) == nil)
    #expect(JobID.random() != id)
  }

  @Test func optionsAreReadAndCarriedOn() throws {
    var options = Options()
    try options.add("taskmanager.numberOfTaskSlots=4")
    try options.add("custom=a=b")
    #expect(try options.integer(.taskSlots) == 4)
    #expect(try options.integer(.jobManagerPort) == 6123)
    #expect(options.arguments == ["-D", "custom=a=b", "-D", "taskmanager.numberOfTaskSlots=4"])
    #expect(throws: Failure.self) { try Options(["taskmanager.numberOfTaskSlots": "0"]).integer(.taskSlots) }
    #expect(throws: Failure.self) { try options.add("=x") }
    #expect(throws: Failure.self) { try options.add("x") }
  }

  @Test func exitCodesFollowTheDomain() {
    let codes = [Failure.Domain.usage, .user, .infrastructure, .timeout, .cancelled, .interrupted]
      .map { ExitCode($0).rawValue }
    #expect(codes == [2, 1, 3, 4, 5, 130])
  }

  @Test func aFailureEndsWithWhatToDoNext() {
    let failure = Failure(.user, "it broke", advice: "Mend it.", details: ["line"])
    #expect("\(failure)" == "it broke\n  | line\nMend it.")
  }

  @Test func terminalStates() {
    #expect(JobStatus.allCases.filter(\.isGloballyTerminal) == [.failed, .canceled, .finished])
    #expect(ExecutionState.allCases.filter(\.isTerminal) == [.finished, .canceled, .failed])
  }
}
