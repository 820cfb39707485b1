import DreyModel
import DreyTesting
import JobManagerClient

/// What befalls a session while it is soaked, and when.
struct SoakFaults: Sendable {
  enum Fault: Sendable, Equatable {
    case scale(Int)
    case killTaskManager(Int)
    case killJobManager
    /// Many jobs are submitted at once.
    case queue(Int)
  }

  /// Each after a share of the jobs or of the time, in order. The JobManager is killed in the warm-up, and when everything has
  /// been measured that is compared; `taskmanager-1` never is.
  let plan: [(share: Double, fault: Fault)]

  init(jobs: Int) {
    let queued = min(1000, jobs / 6)
    var plan: [(share: Double, fault: Fault)] = [
      (0.06, .scale(3)), (0.08, .killJobManager), (0.1, .scale(2)), (0.12, .queue(queued)), (0.3, .scale(3)),
      (0.4, .scale(2)), (0.6, .queue(queued)), (0.7, .scale(3)), (0.8, .scale(2)), (0.97, .killJobManager),
    ]
    for step in stride(from: 0.04, to: 0.95, by: jobs < 1000 ? 0.4 : 0.05) { plan.append((step, .killTaskManager(2))) }
    self.plan = plan.sorted { $0.share < $1.share }
  }

  /// Carries out what is due until all jobs are done.
  func run(_ client: SoakClient) async throws {
    let progress = client.progress
    for (share, fault) in plan {
      while progress.share < share, !progress.isOver { try await Task.sleep(for: .milliseconds(100)) }
      guard !progress.isOver else { return }
      try await carryOut(fault, client)
    }
  }

  private func carryOut(_ fault: Fault, _ client: SoakClient) async throws {
    let name = client.soak.session.name
    let command: [String]
    var killed: String?
    switch fault {
    case .queue(let count): return await client.queue(count)
    case .scale(let count): command = ["scale", name, "--task-managers", "\(count)", "--force"]
    case .killTaskManager(let index):
      command = ["chaos", "kill-taskmanager", name, "--index", "\(index)"]
      killed = "taskmanager-\(index)"
    case .killJobManager:
      command = ["chaos", "kill-jobmanager", name]
      killed = "jobmanager"
    }
    try await client.progress.during("\(fault)") {
      // Whose process is killed the engine starts again; after a kill through the engine somebody else has to.
      let run = try await carryOut(command + (killed != nil && isRoot ? ["--process"] : []))
      if let killed, !isRoot { try await client.soak.session.start(killed) }
      if run.exitCode != .finished { client.progress.wrong("\(command): \(run.termination) \(run.messages.suffix(5))") }
      try await settle(client)
    }
  }

  /// Runs a command; one that finds a member between its death and its next start is run again.
  private func carryOut(_ command: [String]) async throws -> DreyRun {
    let deadline = ContinuousClock.now + .seconds(30)
    while true {
      let run = try await Runs.drey.command(command)
      let isBetween = run.messages.contains { $0.contains("is not one that this machine sees") }
      guard isBetween, ContinuousClock.now < deadline else { return run }
      try await Task.sleep(for: .milliseconds(500))
    }
  }

  /// Waits until the JobManager answers and the TaskManagers are there again.
  private func settle(_ client: SoakClient) async throws {
    let deadline = ContinuousClock.now + .seconds(90)
    while ContinuousClock.now < deadline {
      let overview = try? await client.soak.asking { try await $0.overview() }
      if let overview, overview.taskManagers >= 2 { return }
      try await Task.sleep(for: .milliseconds(200))
    }
    client.progress.wrong("there are less than two TaskManagers after 90 s")
  }
}
