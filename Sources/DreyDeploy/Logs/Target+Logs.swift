import DreyModel

/// Takes what members wrote. Returns when it has been dealt with.
public typealias LogSink = @Sendable (LogEntry, ObservedMember) async throws -> Void

extension Target {
  /// Reads what is kept of what these members wrote: events of different members in the order of their times.
  /// - Parameter tail: how many of each member's last lines, records and events together; nil: all.
  public func readLogs(of members: [ObservedMember], tail: Int?, to sink: LogSink) async throws {
    var logs: [(log: MemberLog, head: EventLine)] = []
    for member in members {
      var log = try await MemberLog(of: member, on: self, tail: tail)
      if let head = try await Self.nextEvent(&log, sink) { logs.append((log, head)) }
    }
    while let earliest = logs.indices.min(by: { logs[$0].head.at < logs[$1].head.at }) {
      try await sink(.event(logs[earliest].head), logs[earliest].log.member)
      if let head = try await Self.nextEvent(&logs[earliest].log, sink) {
        logs[earliest].head = head
      } else {
        logs.remove(at: earliest)
      }
    }
  }

  /// As ``readLogs(of:tail:to:)``, and goes on with what these members write until they have ended. Things arrive in the
  /// order in which the target reports them.
  public func followLogs(of members: [ObservedMember], tail: Int?, to sink: @escaping LogSink) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for member in members {
        group.addTask {
          var log = try await MemberLog(of: member, on: self, follow: true, tail: tail)
          while let entry = try await log.next() { try await sink(entry, member) }
        }
      }
      try await group.waitForAll()
    }
  }

  /// Hands records on as they come.
  private static func nextEvent(_ log: inout MemberLog, _ sink: LogSink) async throws -> EventLine? {
    while let entry = try await log.next() {
      switch entry {
      case .records: try await sink(entry, log.member)
      case .event(let line): return line
      }
    }
    return nil
  }
}
