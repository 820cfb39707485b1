/// Carries a plan out: every node as soon as those it waits for are done. Holds no decisions.
public struct PlanExecutor<Operation: PlanOperation>: Sendable {
  let perform: @Sendable (Operation) async throws -> Void

  public init(perform: @escaping @Sendable (Operation) async throws -> Void) { self.perform = perform }

  /// Returns when every node is done.
  /// - Throws: the first error; nodes already begun are cancelled and awaited, the others never begin.
  public func execute(_ plan: Plan<Operation>) async throws {
    var waiting = plan.nodes
    var done = Set<Int>()
    try await withThrowingTaskGroup(of: Int.self) { group in
      func begin() {
        let ready = waiting.filter { done.isSuperset(of: $0.dependencies) }
        waiting.removeAll { done.isSuperset(of: $0.dependencies) }
        for node in ready {
          group.addTask {
            try await perform(node.operation)
            return node.id
          }
        }
      }
      begin()
      while let id = try await group.next() {
        done.insert(id)
        begin()
      }
    }
  }
}
