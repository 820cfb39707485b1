import DockerEngine
import FoundationEssentials

/// What an engine did with a run's cluster, one line per event.
struct EngineEventReport {
  var runID: String
  /// Names of networks and volumes, whose events carry no labels.
  var names: Set<String>

  static let types = ["container", "network", "volume"]

  func text(_ events: [EngineEvent]) -> String {
    events.filter(concerns).map(Self.line).joined()
  }

  private func concerns(_ event: EngineEvent) -> Bool {
    event.attributes[Label.run] == runID || names.contains(event.id)
      || event.attributes["name"].map(names.contains) == true
  }

  /// Attributes are mostly labels; only those are shown that say something of the event.
  private static func line(_ event: EngineEvent) -> String {
    let time = Date(timeIntervalSince1970: Double(event.nanoseconds) / 1e9)
      .formatted(.iso8601.time(includingFractionalSeconds: true))
    let details = ["exitCode", "signal"].compactMap { key in event.attributes[key].map { " \(key)=\($0)" } }.joined()
    return "\(time) \(event.type) \(event.action) \(event.attributes["name"] ?? event.id)\(details)\n"
  }
}
