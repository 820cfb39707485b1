import DreyModel

/// The ports that a JobManager reports once it listens.
struct PortReport: Sendable {
  /// How long it has; it takes milliseconds on a machine that is not overloaded.
  private static let patience: Duration = .seconds(60)

  private let folder: MemberFolder
  private let member: String
  private let hasRest: Bool

  init(_ folder: MemberFolder, of member: Member) {
    self.folder = folder
    self.member = member.name
    hasRest = member.clientPort != nil
  }

  /// Waits for the ports and notes them in the member's folder.
  /// - Returns: nil where it ended without: what it wrote says why.
  /// - Throws: ``DreyModel/Failure`` where it says nothing, `CancellationError` where the calling task is cancelled.
  func ports() async throws -> MemberPorts? {
    try await withThrowingTaskGroup(of: MemberPorts?.self) { group in
      defer { group.cancelAll() }
      group.addTask { try await read() }
      group.addTask {
        try await Task.sleep(for: Self.patience)
        throw Failure(
          .infrastructure, "\(member) did not say which ports it took within \(Self.patience)",
          advice: "Look at what it wrote: the post-mortem, or `drey logs`.")
      }
      let ports = try await group.next() ?? nil
      if let ports { try PrivateFile.write(ports, as: folder.ports) }
      return ports
    }
  }

  private func read() async throws -> MemberPorts? {
    let log = OutputLogReader(folder, isFollowing: true, awaitsStart: true, pause: .milliseconds(2), tail: nil)
    var events = EventReader()
    var found = FoundPorts()
    while let chunk = try await log.next() {
      guard chunk.source == .stderr else { continue }
      for line in events.add(chunk.bytes) { found.add(line.event) }
      if let ports = found.ports(withRest: hasRest) { return ports }
    }
    return nil
  }
}

/// What a JobManager's events say of its ports.
struct FoundPorts {
  private var rpc: Int?
  private var blob: Int?
  private var rest: Int?

  mutating func add(_ event: ClusterEvent) {
    switch event {
    case .listening(let port, let blobPort): (rpc, blob) = (port, blobPort)
    case .restListening(let port): rest = port
    default: break
    }
  }

  /// nil while some are missing.
  func ports(withRest: Bool) -> MemberPorts? {
    guard let rpc, let blob, !withRest || rest != nil else { return nil }
    return MemberPorts(rpc: rpc, blob: blob, rest: rest)
  }
}
