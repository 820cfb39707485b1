import FoundationEssentials

/// What a soak showed: figures, a chart, and what it objects to.
struct SoakReport {
  let progress: SoakProgress
  let series: SoakSeries
  /// How many jobs there were to be.
  let jobs: Int

  /// Seconds that a run has to take for its first and last part to be compared.
  private static let shortest = 240.0

  /// From the end of the first sixth to the second death of the JobManager.
  private var period: (begin: Double, end: Double) {
    let end = progress.faults.last { $0.what == "killJobManager" }?.begin ?? progress.now
    return (progress.now / 6, end > progress.now / 2 ? end : progress.now)
  }

  private var findings: [SoakSeries.Finding] { series.findings(from: period.begin, to: period.end) }

  /// What must not be.
  var objections: [String] {
    let beyond = findings.filter(\.isBeyondBound).map {
      "\($0.name): \(text($0.highest)) \($0.unit), allowed are \(text($0.bound ?? 0))"
    }
    guard progress.now >= Self.shortest else { return beyond }
    let grown = findings.filter(\.hasGrown).map {
      "\($0.name) grew from \(text($0.first)) to \(text($0.last)) \($0.unit), allowed are \(text($0.limit))"
    }
    let missing = findings.count < series.quantities.count ? ["only \(findings.map(\.name)) were measured"] : []
    return beyond + grown + missing
  }

  var summary: String {
    let done = progress.done.sorted { $0.value > $1.value }.map { "\($0.value) \($0.key.rawValue)" }
    let total = progress.done.values.reduce(0, +)
    return """
      \(total) jobs in \(Int(progress.now)) s by 8 clients: \(done.joined(separator: ", "))
      \(progress.faults.count) faults, \(progress.repeated) jobs were run again for them
      \(findings.map(line).joined(separator: "\n"))
      """
  }

  private func line(_ finding: SoakSeries.Finding) -> String {
    "\(finding.name): \(text(finding.first)) -> \(text(finding.last)), highest \(text(finding.highest)) \(finding.unit)"
  }

  private func text(_ value: Double) -> String { SoakSeries.text(value) }
}

// The files.
extension SoakReport {
  private static let marks = (begin: "<!-- figures -->", end: "<!-- end of figures -->")

  /// Writes the samples, the chart, and the figures into the document between its marks.
  func write(to folder: String) throws {
    try Data(series.csv.utf8).write(to: URL(filePath: "\(Runs.root)/.build/soak-session.csv"))
    try Data(chart.svg.utf8).write(to: URL(filePath: "\(folder)/soak-session.svg"))
    let path = "\(folder)/soak-session.md"
    let document = try String(decoding: Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    guard let begin = document.firstRange(of: Self.marks.begin), let end = document.firstRange(of: Self.marks.end)
    else { return }
    let whole = document[..<begin.upperBound] + "\n" + figures + "\n" + document[end.lowerBound...]
    try Data(String(whole).utf8).write(to: URL(filePath: path))
  }

  private var figures: String {
    let rows = findings.map { finding in
      "| \(finding.name)\(finding.unit.isEmpty ? "" : ", \(finding.unit)") | \(text(finding.first)) | \(text(finding.last)) "
        + "| \(text(finding.limit)) | \(text(finding.highest)) |"
    }
    let kinds = progress.done.sorted { $0.value > $1.value }.map { "\($0.value) `\($0.key.rawValue)`" }
    return """
      \(progress.done.values.reduce(0, +)) jobs in \(Int(progress.now / 60)) minutes: \(kinds.joined(separator: ", ")).
      \(progress.faults.count) faults befell the session, for which \(progress.repeated) jobs were submitted again.
      Wrong results: \(progress.mistakes.count).

      ![Memory, descriptors, threads, files and times of submission](soak-session.svg)

      | | first third | last third | allowed | highest |
      |---|---|---|---|---|
      \(rows.joined(separator: "\n"))
      """
  }

  private var chart: SoakChart {
    func lines(_ what: String) -> [SoakChart.Line] {
      zip(["JobManager", "TaskManager"], ["#1f6f8b", "#c8743c"]).map { member, colour in
        SoakChart.Line(
          name: member, colour: colour,
          samples: series.quantities.first { $0.name == "\(member) \(what)" }?.samples ?? [])
      }
    }
    let panels = [
      ("memory", "Memory, MiB"), ("descriptors", "Descriptors"), ("threads", "Threads"), ("files", "Files"),
    ]
    .map { SoakChart.Panel(title: $0.1, lines: lines($0.0)) }
    return SoakChart(
      title: "A session of \(progress.done.values.reduce(0, +)) jobs; compared is what lies in the shade",
      panels: panels + [SoakChart.Panel(title: "Submission of a job, ms", lines: latencies)], period: period)
  }

  /// Over half minutes.
  private var latencies: [SoakChart.Line] {
    let buckets = Dictionary(grouping: progress.submissions) { Int($0.second / 30) }.sorted { $0.key < $1.key }
    return [("p50", 0.5, "#1f6f8b"), ("p99", 0.99, "#c8743c")].map { name, share, colour in
      SoakChart.Line(
        name: name, colour: colour,
        samples: buckets.map { bucket, samples in
          (Double(bucket * 30 + 15), SoakSeries.quantile(share, of: samples.map(\.milliseconds).sorted()))
        })
    }
  }
}
