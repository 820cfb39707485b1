import DreyDeploy
import DreyModel

/// Prints what members wrote as a run would: records to standard output, events as progress to standard error, with the
/// time since the cluster was created. As JSON both are the result, one object per line.
struct LogPrinter: Sendable {
  /// An event as a line of JSON.
  private struct Entry: Encodable {
    var type = "event"
    /// Milliseconds since 1970.
    var at: Int
    var member: String
    var event: ClusterEvent
  }

  private let writer = RecordWriter()
  private let format: OutputFormat
  private let isQuiet: Bool
  /// Seconds since 1970.
  let created: Int

  init(output: OutputOptions, created: Int) {
    format = output.format
    isQuiet = output.quiet
    self.created = created
  }

  func write(_ entry: LogEntry, from member: ObservedMember) async throws {
    switch (entry, format) {
    case (.records(let bytes), .text): try await writer.write(bytes)
    case (.records(let bytes), .json): try await writer.write(RecordLines.json(bytes, from: member.name))
    case (.event(let line), .json):
      let entry = Entry(at: line.at, member: member.name, event: line.event)
      try await writer.write(Array((try Rendering.line(entry) + "\n").utf8))
    case (.event(let line), .text):
      guard !isQuiet else { return }
      let seconds = max(0, Double(line.at) / 1000 - Double(created))
      Terminal.error(LineDisplay.line(after: seconds, .run, line.event.fullText(from: member.name)))
    }
  }
}
