import DockerEngine
import DreyModel

/// A cluster as an engine would be asked to make it.
struct DockerPlannedCluster: PlannedCluster {
  let layout: ClusterLayout
  let operations: Plan<DockerOperation>
  private let cluster: DockerCluster

  init(engine: DockerEngine, layout: ClusterLayout, operations: Plan<DockerOperation>) {
    self.layout = layout
    self.operations = operations
    cluster = DockerCluster(engine: engine)
  }

  var plan: PlanReport { operations.report }
  var summary: String { "cluster \(layout.name): a network and \(layout.members.count) containers" }

  var limitsMemory: Bool { true }

  func create(starting: @Sendable () -> Void, doing: @escaping @Sendable (String) -> Void) async throws {
    try await withoutActuallyEscaping(starting) { starting in
      try await PlanExecutor<DockerOperation> { operation in
        doing(operation.summary)
        if case .start = operation { starting() }
        // A call that has begun is seen through: an engine may carry out what its client no longer waits for.
        try Task.checkCancellation()
        try await Task { try await cluster.perform(operation) }.value
      }.execute(operations)
    }
  }

  func output(of member: Member) async throws -> MemberOutput? {
    await cluster.output(of: name(of: member)).map { MemberOutput($0) }
  }

  func end(of member: Member) async throws -> MemberExit? {
    guard let exit = try await cluster.end(of: name(of: member))?.exit() else { return nil }
    return MemberExit(code: exit.statusCode, isOutOfMemory: await cluster.wasStarved(name(of: member), exit))
  }

  /// As it was made: where its container is gone, it is made again.
  func restart(_ member: Member) async throws {
    try await cluster.restart(
      name(of: member), by: operations.nodes.map(\.operation), unless: ClusterRemovalNotice(cluster: layout.name))
  }

  func kill(_ member: Member) async throws { try await cluster.kill(name(of: member)) }

  private func name(of member: Member) -> String { DockerNames(cluster: layout.name).container(member) }
}
