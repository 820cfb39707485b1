/// Something a plan can do: one call to an engine.
public protocol PlanOperation: Sendable {
  /// What it does to what, such as `network drey-orders: create`.
  var summary: String { get }
}

/// What is to be done and why, decided before anything is done: operations with what each has to wait for.
///
/// A plan is a value. It is printed by `--dry-run`, compared in tests, and carried out by ``PlanExecutor``.
public struct Plan<Operation: PlanOperation>: Sendable {
  /// One operation.
  public struct Node: Sendable {
    /// Its place in the plan, from 0.
    public var id: Int
    public var operation: Operation
    /// Why it has to be done.
    public var cause: String
    /// Ids of the nodes that must have been done before.
    public var dependencies: [Int]
  }

  public private(set) var nodes: [Node] = []

  public init() {}

  /// Adds an operation that follows those of `dependencies`, which are ids that this method returned before.
  /// - Returns: the new node's id.
  public mutating func add(_ operation: Operation, because cause: String, after dependencies: [Int] = []) -> Int {
    let id = nodes.count
    nodes.append(Node(id: id, operation: operation, cause: cause, dependencies: dependencies.filter { $0 < id }))
    return id
  }
}

extension Plan: CustomStringConvertible {
  public var description: String { report.description }
}
