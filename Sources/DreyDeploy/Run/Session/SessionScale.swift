import DreyModel
import JobManagerClient

/// Gives a session more or fewer TaskManagers.
public struct SessionScale: Sendable {
  private let name: String
  private let taskManagers: Int
  private let isForced: Bool
  private let limit: Duration
  private let observer: any RunObserver

  /// - Parameters:
  ///   - taskManagers: how many there shall be.
  ///   - isForced: whether TaskManagers go that jobs use; these jobs fail then.
  ///   - limit: how long new ones have to register.
  public init(
    name: String, taskManagers: Int, isForced: Bool = false, limit: Duration = SessionStart.defaultLimit,
    observer: any RunObserver
  ) {
    self.name = name
    self.taskManagers = taskManagers
    self.isForced = isForced
    self.limit = limit
    self.observer = observer
  }

  /// - Throws: ``DreyModel/Failure``: there is no such session, jobs use what would go, what is new did not register.
  public func run(on target: any Target) async throws {
    let connection = try await SessionConnection.open(name, on: target)
    defer { connection.client.close() }
    let layout = try connection.cluster.sessionLayout(taskManagers: taskManagers)
    let wanted = Set(layout.taskManagers.map(\.name))
    let leaving = connection.cluster.taskManagers.filter { !wanted.contains($0.name) || !$0.state.isRunning }
    try await refuseBusy(leaving.filter(\.state.isRunning), connection)
    for member in leaving {
      observer.progress(.remove, member.name)
      try await target.remove(member)
    }
    var rest = connection.cluster
    rest.members.removeAll { member in leaving.contains { $0.containerID == member.containerID } }
    let addition = try await target.planAddition(to: rest, of: layout)
    let added = wanted.subtracting(rest.members.map(\.name)).sorted()
    if !added.isEmpty { observer.progress(.create, added.joined(separator: ", ")) }
    try await addition.create {
    } doing: { [observer] in
      observer.detail(.create, $0)
    }
    try await awaitRegistration(of: wanted, connection)
  }

  private func refuseBusy(_ members: [ObservedMember], _ connection: SessionConnection) async throws {
    guard !isForced, !members.isEmpty else { return }
    let names = Set(members.map(\.name))
    let busy = try await connection.client.taskManagers().filter {
      names.contains($0.id) && $0.freeSlots < $0.slotsNumber
    }
    guard busy.isEmpty else {
      throw Failure(
        .usage, "jobs have subtasks on \(busy.map(\.id).joined(separator: ", ")), which would go",
        advice: "Wait for them (drey job list --cluster \(name)), or let them fail: --force")
    }
  }

  private func awaitRegistration(of wanted: Set<String>, _ connection: SessionConnection) async throws {
    let deadline = ContinuousClock.now + limit
    var interval: Duration = .milliseconds(20)
    while true {
      let present = Set(try await connection.client.taskManagers().map(\.id))
      if present == wanted { return }
      guard ContinuousClock.now < deadline else {
        let missing = wanted.subtracting(present).sorted().joined(separator: ", ")
        throw Failure(
          .infrastructure,
          "session '\(name)' is not as wanted within \(limit): \(missing.isEmpty ? "a TaskManager that went is still known" : "\(missing) did not register")",
          advice: "Look at them: drey logs \(name) --role taskmanager")
      }
      try await Task.sleep(for: interval)
      interval = min(interval * 2, .milliseconds(250))
    }
  }
}

extension ObservedCluster {
  /// A session as it was made, with another number of TaskManagers.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where it does not say what it was made of.
  func sessionLayout(taskManagers count: Int) throws(Failure) -> ClusterLayout {
    guard var spec, let jobManager = members.first(where: { $0.role == MemberRole.jobManager.rawValue }),
      let taskManager = taskManagers.first
    else {
      throw Failure(
        .usage, "session '\(name)' does not say what it was made of, so nothing like it can be added",
        advice: "Make it anew: drey session stop \(name), drey session start \(name)")
    }
    spec.taskManagers = count
    try spec.validate()
    return try SessionMode().layout(
      of: spec, images: ClusterImages(jobManager: jobManager.image, taskManager: taskManager.image))
  }
}
