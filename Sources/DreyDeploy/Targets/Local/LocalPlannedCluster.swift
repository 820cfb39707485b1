import DreyModel

/// A cluster as it would be made on this machine.
struct LocalPlannedCluster: PlannedCluster {
  let layout: ClusterLayout
  let operations: Plan<LocalOperation>
  let cluster: LocalCluster
  let target: LocalTarget
  let folder: ClusterFolder

  var plan: PlanReport { operations.report }
  var summary: String { "cluster \(layout.name): \(layout.members.count) processes on this machine" }
  var limitsMemory: Bool { false }

  func create(starting: @Sendable () -> Void, doing: @escaping @Sendable (String) -> Void) async throws {
    try await withoutActuallyEscaping(starting) { starting in
      try await PlanExecutor<LocalOperation> { operation in
        doing(operation.summary)
        if case .start = operation { starting() }
        try Task.checkCancellation()
        try await cluster.perform(operation)
      }.execute(operations)
    }
  }

  func output(of member: Member) async throws -> MemberOutput? { await cluster.output(of: member) }

  func end(of member: Member) async throws -> MemberExit? {
    try await cluster.end(of: member).map { MemberExit(code: $0) }
  }

  func restart(_ member: Member) async throws { try await cluster.restart(member) }

  func kill(_ member: Member) async throws { try await target.kill(folder.member(member.name)) }
}
