import DreyModel
public import TaskRuntime

/// Makes the outputs of one operator, anew for every subtask.
@usableFromInline
struct OutputFactory<Record>: Sendable {
  @usableFromInline let make: @Sendable (SubtaskContext) throws -> Output<Record>

  @inlinable init(make: @escaping @Sendable (SubtaskContext) throws -> Output<Record>) { self.make = make }
}

/// Turns the operators of a plan into the code of its vertices, from the sinks up to the sources.
@usableFromInline
struct Lowering {
  private let plan: GraphPlan
  @usableFromInline let settings: JobSettings
  /// One of an operator's outputs; nil is the main one.
  private struct OutputID: Hashable {
    var node: Int
    var sideOutput: String?
  }

  /// By output: one `OutputFactory` of its record type for each operator that reads from it.
  private var consumers: [OutputID: [any Sendable]] = [:]
  private var programs: [Int: VertexProgram] = [:]

  static func lower(_ plan: GraphPlan, settings: JobSettings) throws -> JobProgram {
    var lowering = Lowering(plan: plan, settings: settings)
    for node in plan.nodes.reversed() { try node.lower(node, &lowering) }
    let programs = plan.graph.vertices.compactMap { lowering.programs[$0.id] }
    guard programs.count == plan.graph.vertices.count else {
      throw Failure(.infrastructure, "job '\(plan.graph.name)' has a vertex without code")
    }
    return JobProgram(graph: plan.graph, vertices: programs)
  }

  private init(plan: GraphPlan, settings: JobSettings) {
    self.plan = plan
    self.settings = settings
  }

  /// Where an operator's records go: to all operators that read from it.
  @usableFromInline func output<Record>(
    of node: OperatorNode, sideOutput: String? = nil, as type: Record.Type
  ) -> OutputFactory<Record> {
    let factories = (consumers[OutputID(node: node.id, sideOutput: sideOutput)] ?? []).reversed().compactMap {
      $0 as? OutputFactory<Record>
    }
    return OutputFactory { context in .all(try factories.map { try $0.make(context) }) }
  }

  /// What the subtasks of an operator are to know, once all operators that read from it have been lowered.
  /// - Parameter ownOutput: a side output that the operator makes itself.
  @usableFromInline func site(
    of node: OperatorNode, except ownOutput: (id: String, record: ObjectIdentifier)? = nil
  ) -> OperatorSite {
    var sideOutputs: [(id: String, factory: any SideOutputFactory)] = []
    for (output, factories) in consumers where output.node == node.id {
      guard let id = output.sideOutput else { continue }
      var types = Set(ownOutput.flatMap { $0.id == id ? $0.record : nil }.map { [$0] } ?? [])
      for case let factory as any SideOutputFactory in factories where types.insert(factory.record).inserted {
        sideOutputs.append((id, factory.gathered(of: node, id: id, self)))
      }
    }
    return OperatorSite(
      settings: settings, name: node.name, uid: node.uid, familyUID: node.familyUID, sideOutputs: sideOutputs)
  }

  /// Lets an operator's records go to one more operator.
  @usableFromInline mutating func addConsumer<Record>(
    _ consumer: OutputFactory<Record>, of input: OperatorNode.Input
  ) {
    let id = OutputID(node: input.node.id, sideOutput: input.sideOutput)
    consumers[id, default: []].append(consumer)
  }

  /// The edge by which an operator's input arrives, or nil where it is chained.
  @usableFromInline func edge(ofInput index: Int, of node: OperatorNode) -> Int? {
    guard let connections = plan.connections[node.id], connections.indices.contains(index),
      case .edge(let edge) = connections[index]
    else { return nil }
    return edge
  }

  /// Sets the code of the vertex that begins with this operator.
  @usableFromInline mutating func setProgram(_ program: VertexProgram, of node: OperatorNode) {
    programs[plan.vertexOfNode[node.id] ?? 0] = program
  }
}
