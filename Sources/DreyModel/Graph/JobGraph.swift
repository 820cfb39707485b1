/// A job as the JobManager sees it: vertices to be run in parallel and the edges between them.
///
/// It holds no code. The job's executable rebuilds the same graph wherever it runs; ``fingerprint`` tells whether it did.
public struct JobGraph: Sendable, Codable, Equatable {
  public var name: String
  /// In topological order; a vertex's ``JobVertex/id`` is its index here.
  public var vertices: [JobVertex]
  public var edges: [JobEdge]
  /// The number of key groups; nil: ``defaultMaxParallelism``.
  public var maxParallelism: Int?
  /// Whether ``maxParallelism`` was derived from the parallelism, so that what a job is restored from has the last word.
  public var isMaxParallelismDerived: Bool?

  public init(name: String, vertices: [JobVertex], edges: [JobEdge], maxParallelism: Int? = nil) {
    self.name = name
    self.vertices = vertices
    self.edges = edges
    self.maxParallelism = maxParallelism
  }

  /// The number of key groups of jobs that set none; Flink's lower bound.
  public static let defaultMaxParallelism = 128

  /// The highest number of key groups.
  public static let highestMaxParallelism = 32_768

  /// The number of key groups of jobs that set none: Flink's formula, which leaves room for half as many subtasks again.
  public static func maxParallelism(forParallelism parallelism: Int) -> Int {
    let wanted = min(max(1, parallelism), highestMaxParallelism) * 3 / 2
    var power = 1
    while power < wanted { power *= 2 }
    return min(max(power, defaultMaxParallelism), highestMaxParallelism)
  }

  /// Every subtask, vertex by vertex.
  public var subtasks: [SubtaskID] {
    vertices.flatMap { vertex in (0..<max(0, vertex.parallelism)).map { SubtaskID(vertex: vertex.id, index: $0) } }
  }
}

/// A chain of operators that runs as ``parallelism`` subtasks.
public struct JobVertex: Sendable, Codable, Equatable {
  public var id: Int
  /// The operators' names, joined by ` -> `.
  public var name: String
  public var parallelism: Int
  public var operators: [OperatorDescription]
  /// Vertices of the same group share slots; nil: ``JobGraph/defaultSlotSharingGroup``.
  public var slotSharingGroup: String?

  public init(
    id: Int, name: String, parallelism: Int, operators: [OperatorDescription], slotSharingGroup: String? = nil
  ) {
    self.id = id
    self.name = name
    self.parallelism = parallelism
    self.operators = operators
    self.slotSharingGroup = slotSharingGroup
  }
}

/// One operator inside a vertex.
public struct OperatorDescription: Sendable, Codable, Equatable {
  /// Its place in the order of calls that built the graph.
  public var id: Int
  /// The id that its state is kept under: given by the application, made of the uid of the operator that it is a hidden part
  /// of, or else made of name and place.
  public var uid: String
  public var name: String
  /// The type of the records it emits.
  public var outputType: String
  /// The id, made of name and place, under which earlier releases kept the state of a hidden part; nil: ``uid`` is it.
  public var formerUID: String?
  /// The operator's kind, such as `Map`, whatever the application calls it; nil: an earlier release made the graph.
  public var kind: String?

  public init(
    id: Int, uid: String, name: String, outputType: String, formerUID: String? = nil, kind: String? = nil
  ) {
    self.id = id
    self.uid = uid
    self.name = name
    self.outputType = outputType
    self.formerUID = formerUID
    self.kind = kind
  }
}

/// Records flow from one vertex to another along an edge.
public struct JobEdge: Sendable, Codable, Equatable {
  /// Its index in ``JobGraph/edges``.
  public var id: Int
  public var source: Int
  public var target: Int
  public var shipStrategy: ShipStrategy

  public init(id: Int, source: Int, target: Int, shipStrategy: ShipStrategy) {
    self.id = id
    self.source = source
    self.target = target
    self.shipStrategy = shipStrategy
  }
}

/// Which subtask of the target gets a record, with Flink's names.
public enum ShipStrategy: String, Sendable, Codable, CaseIterable {
  /// The one with the same index.
  case forward = "FORWARD"
  /// The one that owns the record's key.
  case hash = "HASH"
  /// One after the other.
  case rebalance = "REBALANCE"
  /// One after the other of those that the sender is connected to: sources and targets are matched in contiguous groups.
  case rescale = "RESCALE"
  /// One drawn at random.
  case shuffle = "SHUFFLE"
  /// The first.
  case global = "GLOBAL"
  /// All of them.
  case broadcast = "BROADCAST"
  /// The one that a function of the application chooses.
  case custom = "CUSTOM"
}

/// One parallel instance of a vertex.
public struct SubtaskID: Sendable, Codable, Hashable, Comparable, CustomStringConvertible {
  public var vertex: Int
  /// From 0 to the vertex's parallelism, exclusive.
  public var index: Int

  public init(vertex: Int, index: Int) {
    self.vertex = vertex
    self.index = index
  }

  public var description: String { "\(vertex):\(index)" }

  public static func < (one: SubtaskID, other: SubtaskID) -> Bool {
    (one.vertex, one.index) < (other.vertex, other.index)
  }
}
