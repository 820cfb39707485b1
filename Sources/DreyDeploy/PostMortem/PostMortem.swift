import DreyModel

/// Everything that may help to understand why a run failed, as files in a folder, collected while the cluster is there.
struct PostMortem: Sendable {
  let target: any Target
  let runID: String
  let spec: ClusterSpec
  let plan: String
  let layout: ClusterLayout
  /// Seconds since 1970.
  let created: Int
  let outcome: RunOutcome

  /// How long the target is asked; a run must come to its end.
  static let limit: Duration = .seconds(15)
  /// How much of a member's log is read, in lines, and how much of its records and of its events is written, in bytes.
  static let lines = 20_000
  static let recordBytes = 256 << 10
  static let eventBytes = 2 << 20

  /// Writes what can be found; what cannot is said in a file of its own.
  /// - Returns: the folder, which only its owner may read.
  /// - Throws: where files cannot be written.
  func write(below parent: String) async throws -> String {
    let files = try PostMortemFolder(
      path: PostMortemArchive.folder(of: spec.name.text, run: runID, below: parent), redaction: Redaction(spec))
    try files.write(SpecReport(spec, mode: layout.mode, redaction: files.redaction), to: "spec.json")
    try files.write(plan + "\n", to: "plan.txt")
    try files.write(PostMortemSummary(outcome: outcome, cluster: nil, layout: layout).text, to: "summary.txt")
    do {
      try await withThrowingTaskGroup(of: Void.self) { group in
        defer { group.cancelAll() }
        group.addTask { try await examine(files) }
        group.addTask {
          try await Task.sleep(for: Self.limit)
          throw Failure(
            .infrastructure, "the \(type(of: target).name.rawValue) target did not answer within \(Self.limit)")
        }
        try await group.next()
      }
    } catch {
      try files.write("\(error)\n", to: "incomplete.txt")
    }
    return files.path
  }

  /// What the target knows.
  private func examine(_ files: PostMortemFolder) async throws {
    if let found = try await target.clusters(.run(runID)).first {
      let cluster = try await target.inspect(found)
      try files.write(PostMortemSummary(outcome: outcome, cluster: cluster, layout: layout).text, to: "summary.txt")
      try files.write(cluster, to: "cluster.json")
      for member in cluster.members { try await writeLog(of: member, files) }
    }
    try files.write(try await target.events(of: layout, run: runID, since: created), to: "engine-events.txt")
  }

  private func writeLog(of member: ObservedMember, _ files: PostMortemFolder) async throws {
    var log = try await MemberLog(of: member, on: target, tail: Self.lines)
    var records: [UInt8] = []
    var events = TextTail(limit: Self.eventBytes)
    while let entry = try await log.next() {
      switch entry {
      case .records(let bytes):
        records += bytes
        if records.count > 4 * Self.recordBytes { records = records.suffix(Self.recordBytes) }
      case .event(let line):
        let milliseconds = Double(line.at) - 1000 * Double(created)
        events.append("\(milliseconds / 1000) s  \(line.event.fullText(from: member.name))\n")
      }
    }
    if !events.text.isEmpty { try files.write(events.text, to: "\(member.name).events.txt") }
    guard !records.isEmpty else { return }
    try files.write(
      String(decoding: records.suffix(Self.recordBytes), as: UTF8.self), to: "\(member.name).records.txt")
  }
}
