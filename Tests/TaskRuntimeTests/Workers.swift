import DreyModel

@testable import TaskRuntime

/// Runs the parts of a job in executions that know each other by their data connections only, as those of several processes.
struct Workers {
  private let executions: [JobExecution]
  private let parts: [[SubtaskID]]

  init(_ program: JobProgram, parts: [[SubtaskID]]) throws {
    self.parts = parts
    executions = try parts.map { try JobExecution(program, subtasks: $0) }
  }

  /// - Returns: the failures that the subtasks reported.
  func run() async throws -> [Failure] {
    let listeners = try executions.map { try DataListener(routes: $0.routes, token: testToken) }
    defer { for listener in listeners { listener.close() } }
    let peers = zip(listeners, parts).map { WorkerAddress(host: "127.0.0.1", port: $0.port, subtasks: $1) }
    return try await withThrowingTaskGroup(of: [Failure].self) { group in
      for execution in executions {
        group.addTask {
          let updates = JobExecutionTests.UpdateList()
          _ = try await onThread { execution.run(peers: peers, token: testToken) { updates.add($0) } }
          return updates.all.compactMap(\.failure)
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
  }
}
