/// `GET /jobs/:jobid/plan`.
public struct JobPlanInfo: Sendable, Codable, Equatable {
  public var plan: JobPlan

  public init(plan: JobPlan) { self.plan = plan }
}

/// A job's graph as Flink's dashboard draws it.
public struct JobPlan: Sendable, Codable, Equatable {
  /// A vertex.
  public struct Node: Sendable, Codable, Equatable {
    /// 32 hexadecimal digits.
    public var id: String
    public var parallelism: Int
    public var `operator`: String?
    public var operatorStrategy: String?
    public var description: String
    /// Apache Flink leaves it out where there are none.
    public var inputs: [Input]?
  }

  /// An edge, seen from its target.
  public struct Input: Sendable, Codable, Equatable {
    public var number: Int
    public var id: String
    /// Such as `HASH`; see ``ShipStrategy``.
    public var shipStrategy: String?
    public var exchange: String?
  }

  public var id: JobID
  public var name: String
  public var type: String
  public var nodes: [Node]

  /// The plan of a graph that is valid.
  public init(_ graph: JobGraph, id: JobID) {
    self.id = id
    name = graph.name
    type = "STREAMING"
    nodes = graph.vertices.map { vertex in
      let inputs = graph.edges.filter { $0.target == vertex.id }.enumerated().map { number, edge in
        Input(
          number: number, id: JobVertex.hexID(edge.source), shipStrategy: edge.shipStrategy.rawValue,
          exchange: "pipelined_bounded")
      }
      return Node(
        id: JobVertex.hexID(vertex.id), parallelism: vertex.parallelism, operator: "", operatorStrategy: "",
        description: vertex.name, inputs: inputs)
    }
  }
}

extension JobPlan {
  enum CodingKeys: String, CodingKey {
    case id = "jid"
    case name, type, nodes
  }
}

extension JobPlan.Node {
  enum CodingKeys: String, CodingKey {
    case id, parallelism, `operator`, description, inputs
    case operatorStrategy = "operator_strategy"
  }
}

extension JobPlan.Input {
  enum CodingKeys: String, CodingKey {
    case number = "num"
    case id, exchange
    case shipStrategy = "ship_strategy"
  }
}

extension JobVertex {
  /// A vertex's id as Flink writes one: 32 hexadecimal digits.
  public static func hexID(_ id: Int) -> String {
    let digits = String(UInt64(bitPattern: Int64(id)), radix: 16)
    return String(repeating: "0", count: 32 - digits.count) + digits
  }
}
