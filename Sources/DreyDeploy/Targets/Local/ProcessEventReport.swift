import FoundationEssentials

/// What happened to the processes of a cluster's members, one line per event, by time.
enum ProcessEventReport {
  static func text(
    _ members: [(name: String, state: MemberState)], earlier: [(name: String, lives: [MemberLife])] = []
  ) -> String {
    let now = members.flatMap { events($0.state.start, $0.state.end, $0.name) }
    let before = earlier.flatMap { name, lives in lives.flatMap { events($0.start, $0.end, name) } }
    return (before + now).sorted { $0.at < $1.at }.map { event in
      let time = Date(timeIntervalSince1970: Double(event.at) / 1000)
        .formatted(.iso8601.time(includingFractionalSeconds: true))
      return "\(time) process \(event.text)\n"
    }.joined()
  }

  private static func events(_ start: MemberStart?, _ end: MemberEnd?, _ name: String) -> [(at: Int, text: String)] {
    var events: [(at: Int, text: String)] = []
    if let start {
      events.append((start.at, "start \(name) pid=\(start.identity.map { "\($0.process)" } ?? "?")"))
    }
    if let end {
      events.append((end.at, "die \(name) exitCode=\(end.exitCode)" + (end.signal.map { " signal=\($0)" } ?? "")))
    }
    return events
  }
}
