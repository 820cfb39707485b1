public import DreyModel

/// One thing that a member wrote.
public enum LogEntry: Sendable, Equatable {
  /// Whole lines of its standard output.
  case records([UInt8])
  /// A line of its standard error.
  case event(EventLine)
}

/// Reads what is kept of what one member wrote. For one task.
struct MemberLog {
  let member: ObservedMember
  private var chunks: MemberOutput.AsyncIterator
  private var records = LineAssembler()
  private var events = EventReader()
  private var pending: ArraySlice<LogEntry> = []
  private var isAtEnd = false

  /// - Parameter tail: how many of the last lines; nil: all.
  init(of member: ObservedMember, on target: any Target, follow: Bool = false, tail: Int? = nil) async throws {
    self.member = member
    chunks = try await target.output(of: member, follow: follow, tail: tail).makeAsyncIterator()
  }

  mutating func next() async throws -> LogEntry? {
    while pending.isEmpty, !isAtEnd {
      guard let chunk = try await chunks.next() else {
        isAtEnd = true
        pending = (events.finish().map { .event($0) } + Self.entries(records.finish()))[...]
        break
      }
      switch chunk.source {
      case .stdout: pending = Self.entries(records.add(chunk.bytes))[...]
      case .stderr: pending = events.add(chunk.bytes).map { .event($0) }[...]
      }
    }
    return pending.popFirst()
  }

  private static func entries(_ bytes: [UInt8]) -> [LogEntry] { bytes.isEmpty ? [] : [.records(bytes)] }
}
