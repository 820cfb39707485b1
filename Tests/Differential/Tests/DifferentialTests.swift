import DifferentialJobs
import FoundationEssentials
import Testing

/// Small jobs that both Apache Flink and drey run, and whose results must be the same.
@Suite(.serialized) struct DifferentialTests {
  private static let count = number("DREY_DIFFERENTIAL_COUNT") ?? 20

  private static func number(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap { Int($0) } }

  /// The seeds from a given one on, or else half of them always the same.
  private static var seeds: [Int] {
    if let seed = number("DREY_DIFFERENTIAL_SEED") { return Array(seed..<seed + count) }
    let first = Int.random(in: 0..<1 << 40)
    return Array(1...max(1, count / 2)) + Array(first..<first + count - count / 2)
  }

  @Test func jobsGiveWhatFlinkGives() async throws {
    let seeds = Self.seeds
    print(
      "differential: seeds \(seeds.first ?? 0)... and \(seeds.last ?? 0), DREY_DIFFERENTIAL_SEED=n repeats from one on")
    let jobs = HandWritten.jobs + seeds.map { JobGenerator.job(seed: $0) }
    try await withFolder { folder in
      let flink = try await FlinkRuntime().run(jobs + Explained.all.map(\.job), in: folder)
      let embedded = await EmbeddedRuntime.run(jobs + Explained.all.map(\.job))
      for explained in Explained.all {
        #expect(explained.isFlinks(flink[explained.job.id]), "\(explained.job.id)")
        #expect(embedded[explained.job.id] == JobOutcome(explained.drey), "\(explained.job.id)")
      }
      let differences = jobs.compactMap { Difference($0, flink: flink[$0.id], drey: embedded[$0.id]) }
      try await report(differences, jobs.count, folder)
    }
  }

  /// So that a test that compares nothing does not pass.
  @Test func jobsOfSeedsAreOfAllKindsAndHaveResults() async throws {
    let jobs = (0..<600).map { JobGenerator.job(seed: $0) }
    #expect(jobs == (0..<600).map { JobGenerator.job(seed: $0) })
    for kind in TestedOperator.Kind.allCases {
      for mode in [JobDescription.Mode.streaming, .batch] where mode == .batch || !kind.isBroadcast {
        let some = jobs.filter { $0.operator.kind == kind && $0.mode == mode }.prefix(10)
        let results = await EmbeddedRuntime.run(Array(some))
        let count = results.values.reduce(0) { if case .lines(let lines) = $1 { $0 + lines.count } else { $0 } }
        #expect(count > 0, "\(kind) in mode \(mode)")
      }
    }
  }

  private func report(_ differences: [Difference], _ count: Int, _ folder: String) async throws {
    print("differential: \(count) jobs, \(differences.count) differ: \(differences.map(\.job.id))")
    for (index, difference) in differences.enumerated() {
      let smallest = index < 3 ? try await Shrinker(folder: folder).smallest(difference) : difference
      let text = """
        \(difference.job.id) differs. The smallest job that does: \(try Self.json(smallest.job))
          Flink alone gives \(smallest.flink.without(smallest.drey))
          drey alone gives \(smallest.drey.without(smallest.flink))
          Flink:
        \(smallest.flink)  drey:
        \(smallest.drey)
        """
      Issue.record("\(text)")
    }
  }

  private static func json(_ job: JobDescription) throws -> String {
    String(decoding: try JSONEncoder().encode(job), as: UTF8.self)
  }

  private func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/drey-differential-\(UUID())"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body(folder)
  }
}
