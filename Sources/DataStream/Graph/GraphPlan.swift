import DreyModel
import TaskRuntime

/// Which operators form a vertex and which edges are between the vertices; decided without any code of the operators.
///
/// As in Flink, an operator joins the vertex of the one it reads from where that is its only input, records stay in their
/// subtask, both have the same parallelism and share slots, and ``Chaining`` does not keep them apart.
struct GraphPlan {
  /// Why an operator's input is what it is.
  enum Connection: Equatable {
    case chained
    case edge(Int)
  }

  /// In the order of their ids, which is a topological one.
  let nodes: [OperatorNode]
  private(set) var graph: JobGraph
  /// By node, one per input.
  private(set) var connections: [Int: [Connection]] = [:]
  /// By node.
  private(set) var vertexOfNode: [Int: Int] = [:]
  private let defaultParallelism: Int
  private let chaining: Chaining

  /// - Parameter names: what operators are called instead of what they were named here, by their ids.
  init(
    name: String, sinks: [OperatorNode], parallelism: Int, settings: JobSettings, names: [Int: String] = [:]
  ) throws(Failure) {
    guard !sinks.isEmpty else {
      throw Failure(
        .user, "job '\(name)' has no operators that lead to a sink",
        advice: "Define at least a source and a sink, such as print(), before execute.")
    }
    nodes = Self.reachable(from: sinks)
    for node in nodes { node.name = names[node.id] ?? node.name }
    defaultParallelism = parallelism
    graph = JobGraph(name: name, vertices: [], edges: [], maxParallelism: settings.maxParallelism)
    chaining = Chaining(nodes, isEnabled: settings.isChainingEnabled)
    deriveMaxParallelism()
    try check(settings)
    for node in nodes { place(node) }
    for vertex in graph.vertices.indices { nameVertex(vertex) }
    try graph.validate()
  }

  private static func reachable(from sinks: [OperatorNode]) -> [OperatorNode] {
    var found: [Int: OperatorNode] = [:]
    var open = sinks
    while let node = open.popLast() {
      guard found.updateValue(node, forKey: node.id) == nil else { continue }
      open += node.inputs.map(\.node)
    }
    return found.values.sorted { $0.id < $1.id }
  }

  private func parallelism(of node: OperatorNode) -> Int { node.parallelism ?? defaultParallelism }

  private mutating func deriveMaxParallelism() {
    guard graph.maxParallelism == nil else { return }
    let highest = nodes.map(parallelism(of:)).max() ?? 1
    graph.maxParallelism = JobGraph.maxParallelism(forParallelism: highest)
    graph.isMaxParallelismDerived = true
  }

  private func check(_ settings: JobSettings) throws(Failure) {
    if let refusal = nodes.lazy.compactMap(\.refusal).first { throw refusal }
    try checkUIDs()
    try FolderCheck(nodes: nodes, isCluster: settings.isCluster).check()
    if settings.runtimeMode == .batch, let unbounded = nodes.first(where: { $0.boundedness == .unbounded }) {
      throw BatchFailures.unbounded(unbounded.name)
    }
    for node in nodes where node.inputs.contains(where: { $0.shipping == .hash }) {
      let groups = graph.maxParallelism ?? JobGraph.defaultMaxParallelism
      guard parallelism(of: node) <= groups else {
        throw Failure(
          .user, "'\(node.name)' has parallelism \(parallelism(of: node)), more than the \(groups) key groups",
          advice: "Raise them with env.setMaxParallelism or \(OptionKey.maxParallelism.rawValue), or leave both out.")
      }
    }
    for node in nodes { try checkForward(to: node) }
  }

  private func checkUIDs() throws(Failure) {
    let known = Dictionary(grouping: nodes, by: \.uid).filter { $0.value.count > 1 }
    guard let (uid, twins) = known.min(by: { $0.key < $1.key }) else { return }
    throw Failure(
      .user, "two operators have the uid '\(uid)': '\(twins[0].name)' and '\(twins[1].name)'",
      advice: "Give every operator a uid of its own: state is kept under it.")
  }

  private func checkForward(to node: OperatorNode) throws(Failure) {
    for input in node.inputs where input.shipping == .forward {
      let (before, after) = (parallelism(of: input.node), parallelism(of: node))
      guard before == after else {
        throw Failure(
          .user,
          "forward() from '\(input.node.name)' with parallelism \(before) to '\(node.name)' with parallelism \(after)",
          advice: "Give both the same parallelism, or use rescale() or rebalance().")
      }
    }
  }

  private mutating func place(_ node: OperatorNode) {
    if node.inputs.count == 1, strategy(of: node.inputs[0], to: node) == .forward,
      chaining.joins(node, to: node.inputs[0].node), let vertex = vertexOfNode[node.inputs[0].node.id]
    {
      graph.vertices[vertex].operators.append(node.description)
      vertexOfNode[node.id] = vertex
      connections[node.id] = [.chained]
      return
    }
    let vertex = graph.vertices.count
    graph.vertices.append(
      JobVertex(
        id: vertex, name: node.name, parallelism: parallelism(of: node), operators: [node.description],
        slotSharingGroup: chaining.slotSharingGroup(of: node)))
    vertexOfNode[node.id] = vertex
    connections[node.id] = node.inputs.map { input in
      let edge = graph.edges.count
      let source = vertexOfNode[input.node.id] ?? 0
      graph.edges.append(
        JobEdge(id: edge, source: source, target: vertex, shipStrategy: strategy(of: input, to: node)))
      return .edge(edge)
    }
  }

  private func strategy(of input: OperatorNode.Input, to node: OperatorNode) -> ShipStrategy {
    switch input.shipping {
    case .automatic: parallelism(of: input.node) == parallelism(of: node) ? .forward : .rebalance
    case .forward: .forward
    case .rebalance: .rebalance
    case .rescale: .rescale
    case .shuffle: .shuffle
    case .global: .global
    case .broadcast: .broadcast
    case .custom: .custom
    case .hash: .hash
    }
  }

  private mutating func nameVertex(_ vertex: Int) {
    let members = nodes.filter { vertexOfNode[$0.id] == vertex }
    guard let head = members.first else { return }
    graph.vertices[vertex].name = chainName(from: head, members: members)
  }

  /// `a -> b`, or `a -> (b, c)` where several operators follow.
  private func chainName(from node: OperatorNode, members: [OperatorNode]) -> String {
    let next = members.filter { connections[$0.id] == [.chained] && $0.inputs[0].node === node }
    let names = next.map { chainName(from: $0, members: members) }
    switch names.count {
    case 0: return node.name
    case 1: return "\(node.name) -> \(names[0])"
    default: return "\(node.name) -> (\(names.joined(separator: ", ")))"
    }
  }
}

extension GraphPlan {
  /// Returns the values that the functions of each operator captured, by operator.
  func captures(_ reader: CaptureReader) -> [Int: CapturedValues] {
    nodes.reduce(into: [:]) { $0[$1.id] = $1.captures(reader) }
  }
}
