import DreyDeploy
import DreyModel

/// Prints what members wrote as a run would: records to standard output, events as progress to standard error, with the
/// time since the cluster was created.
struct LogPrinter: Sendable {
  private let writer = RecordWriter()
  /// Seconds since 1970.
  let created: Int

  init(created: Int) { self.created = created }

  func write(_ entry: LogEntry, from member: ObservedMember) async throws {
    switch entry {
    case .records(let bytes): try await writer.write(bytes)
    case .event(let line):
      let seconds = max(0, Double(line.at) / 1000 - Double(created))
      Terminal.error(ProgressPrinter.line(after: seconds, .run, line.event.fullText(from: member.name)))
    }
  }
}
