import DockerEngine
import FoundationEssentials

/// What an engine did with a run's cluster, one line per event.
struct EngineEventReport {
  var runID: String
  /// Names of networks and volumes, whose events carry no labels.
  var names: Set<String>

  static let types = ["container", "network", "volume"]

  init(runID: String, names: Set<String>) {
    self.runID = runID
    self.names = names
  }

  init(of layout: ClusterLayout, run: String) {
    let names = DockerNames(cluster: layout.name)
    self.init(runID: run, names: [names.network, names.secrets, names.state])
  }

  /// - Parameter created: in seconds since 1970.
  func text(from engine: DockerEngine, since created: Int) async throws -> String {
    // A container's end is told to who waits for it a moment before it becomes an event.
    let until = Date.now.timeIntervalSince1970 + 0.25
    var events: [EngineEvent] = []
    let stream = try await engine.system.events(["type": Self.types], since: "\(created)", until: "\(until)")
    for try await event in stream { events.append(event) }
    return text(events)
  }

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
