import DreyModel

/// Brings a fault upon a member of a cluster and undoes it.
public struct Chaos: Sendable {
  /// Which member is meant.
  public enum Choice: Sendable, Equatable {
    case named(String)
    case jobManager
    /// The TaskManager with this number, from 1.
    case taskManager(Int)
    case anyTaskManager
  }

  private let cluster: String
  private let choice: Choice
  private let fault: Fault
  private let length: Duration?
  private let observer: any RunObserver

  /// - Parameter length: how long a fault goes on that has an end.
  public init(
    _ fault: Fault, cluster: String, member choice: Choice, for length: Duration? = nil, observer: any RunObserver
  ) {
    self.cluster = cluster
    self.choice = choice
    self.fault = fault
    self.length = length
    self.observer = observer
  }

  /// Returns once it has been undone. Where the calling task is cancelled, it is undone at once.
  /// - Returns: the member's name.
  /// - Throws: ``DreyModel/Failure``: there is no such member, it does not run, or the target cannot do that;
  ///   `CancellationError` where it was cut short.
  public func run(on target: any Target) async throws -> String {
    let (member, cluster) = try await member(on: target)
    // Where it was cut short, nobody would know whether there is something to undo.
    try Task.checkCancellation()
    let beginning = Task<Undo?, any Error> { try await target.begin(fault, on: member, of: cluster) }
    guard let undo = try await beginning.value else {
      observer.progress(.run, "\(member.name) \(fault.text)")
      return member.name
    }
    observer.progress(.run, "\(member.name) \(fault.text)\(length.map { " for \($0)" } ?? "")")
    let end = await Task { try await Task.sleep(for: length ?? .zero) }.cancellableResult
    try await Task { try await undo() }.value
    observer.progress(.run, "\(member.name) is as it was before")
    try end.get()
    return member.name
  }

  private func member(on target: any Target) async throws -> (ObservedMember, ObservedCluster) {
    let clusters = try await target.find(cluster)
    for cluster in clusters {
      let running = cluster.members.filter(\.state.isRunning)
      if let member = Self.choose(choice, among: running) { return (member, cluster) }
    }
    let names = clusters.flatMap(\.members).map { "\($0.name) (\($0.state.word))" }
    throw Failure(
      .usage, "cluster '\(cluster)' has no such member that runs",
      advice: names.isEmpty ? "It has none at all." : "Members: \(names.joined(separator: ", ")).")
  }

  static func choose(_ choice: Choice, among members: [ObservedMember]) -> ObservedMember? {
    switch choice {
    case .named(let name): members.first { $0.name == name }
    case .jobManager: members.first { $0.role == MemberRole.jobManager.rawValue }
    case .taskManager(let number): members.first { $0.name == "taskmanager-\(number)" }
    case .anyTaskManager: members.filter { $0.role == MemberRole.taskManager.rawValue }.randomElement()
    }
  }
}

extension Task where Failure == any Error {
  /// How it ended; it is cancelled where the calling task is.
  fileprivate var cancellableResult: Result<Success, any Error> {
    get async {
      await withTaskCancellationHandler {
        await result
      } onCancel: {
        cancel()
      }
    }
  }
}
