import DockerEngine
import DreyModel
import FoundationEssentials

/// Everything that may help to understand why a run failed, as files in a folder, collected while the cluster is there.
struct PostMortem: Sendable {
  let engine: DockerEngine
  let runID: String
  let spec: ClusterSpec
  let plan: Plan<DockerOperation>
  let layout: ClusterLayout
  let outcome: RunOutcome

  /// How long an engine is asked; a run must come to its end.
  static let limit: Duration = .seconds(15)
  /// How much of a member's log is read, in lines, and how much of its records is written, in bytes.
  static let lines = 20_000
  static let recordBytes = 256 << 10

  /// Writes what can be found; what cannot is said in a file of its own.
  /// - Returns: the folder, which only its owner may read.
  /// - Throws: where files cannot be written.
  func write(below parent: String) async throws -> String {
    let files = try PostMortemFolder(
      path: "\(parent)/drey-\(spec.name)-\(runID.prefix(8))", redaction: Redaction(spec))
    try files.write(SpecReport(spec, mode: layout.mode, redaction: files.redaction), to: "spec.json")
    try files.write(plan.description + "\n", to: "plan.txt")
    try files.write(PostMortemSummary(outcome: outcome, cluster: nil, layout: layout).text, to: "summary.txt")
    do {
      try await withThrowingTaskGroup(of: Void.self) { group in
        defer { group.cancelAll() }
        group.addTask { try await examine(files) }
        group.addTask {
          try await Task.sleep(for: Self.limit)
          throw Failure(.infrastructure, "the engine did not answer within \(Self.limit)")
        }
        try await group.next()
      }
    } catch {
      try files.write("\(error)\n", to: "incomplete.txt")
    }
    return files.path
  }

  /// What the engine knows.
  private func examine(_ files: PostMortemFolder) async throws {
    let clusters = DockerClusters(engine: engine)
    if let found = try await clusters.list(.label(Label.run, runID)).first {
      let cluster = try await clusters.inspect(found)
      try files.write(PostMortemSummary(outcome: outcome, cluster: cluster, layout: layout).text, to: "summary.txt")
      try files.write(cluster, to: "cluster.json")
      for member in cluster.members { try await writeLog(of: member, since: cluster.created ?? 0, files) }
    }
    try await writeEngineEvents(files)
  }

  private func writeLog(of member: ObservedMember, since created: Int, _ files: PostMortemFolder) async throws {
    var log = try await MemberLog(of: member, engine: engine, tail: Self.lines)
    var records: [UInt8] = []
    var events = ""
    while let entry = try await log.next() {
      switch entry {
      case .records(let bytes):
        records += bytes
        if records.count > 4 * Self.recordBytes { records = records.suffix(Self.recordBytes) }
      case .event(let line):
        events += "\(Double(line.at - created * 1000) / 1000) s  \(line.event.fullText(from: member.name))\n"
      }
    }
    if !events.isEmpty { try files.write(events, to: "\(member.name).events.txt") }
    guard !records.isEmpty else { return }
    try files.write(
      String(decoding: records.suffix(Self.recordBytes), as: UTF8.self), to: "\(member.name).records.txt")
  }

  private func writeEngineEvents(_ files: PostMortemFolder) async throws {
    let names = DockerNames(cluster: spec.name)
    let report = EngineEventReport(runID: runID, names: [names.network, names.secrets])
    var events: [EngineEvent] = []
    let created = Self.creation(in: plan) ?? 0
    // A container's end is told to who waits for it a moment before it becomes an event.
    let until = Date.now.timeIntervalSince1970 + 0.25
    let stream = try await engine.system.events(
      ["type": EngineEventReport.types], since: "\(created)", until: "\(until)")
    for try await event in stream { events.append(event) }
    try files.write(report.text(events), to: "engine-events.txt")
  }

  /// When the cluster was created, as its labels say it.
  private static func creation(in plan: Plan<DockerOperation>) -> Int? {
    plan.nodes.lazy.compactMap { node -> Int? in
      guard case .createNetwork(let spec, _) = node.operation else { return nil }
      return spec.labels[Label.created].flatMap { Int($0) }
    }.first
  }
}
