import FoundationEssentials

/// What happened to the processes of a cluster's members, one line per event, by time.
enum ProcessEventReport {
  static func text(_ members: [(name: String, state: MemberState)]) -> String {
    members.flatMap { events(of: $0.state, $0.name) }.sorted { $0.at < $1.at }.map { event in
      let time = Date(timeIntervalSince1970: Double(event.at) / 1000)
        .formatted(.iso8601.time(includingFractionalSeconds: true))
      return "\(time) process \(event.text)\n"
    }.joined()
  }

  private static func events(of state: MemberState, _ name: String) -> [(at: Int, text: String)] {
    var events: [(at: Int, text: String)] = []
    if let start = state.start {
      events.append((start.at, "start \(name) pid=\(start.identity.map { "\($0.process)" } ?? "?")"))
    }
    if let end = state.end {
      events.append((end.at, "die \(name) exitCode=\(end.exitCode)" + (end.signal.map { " signal=\($0)" } ?? "")))
    }
    return events
  }
}
