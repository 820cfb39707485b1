import DataStream
import DifferentialJobs
import FoundationEssentials
import Testing

/// Jobs of the differential test in workers that are processes of their own. What Flink makes of them is a matter of
/// Tests/Differential; here they must give what they give in one process.
@Suite struct DifferentialClusterTests {
  @Test func jobsGiveTheSameInWorkersOfTheirOwn() async throws {
    let seed = Self.number("DREY_DIFFERENTIAL_SEED") ?? Int.random(in: 0..<1 << 40)
    let jobs = (seed..<seed + min(40, Self.number("DREY_DIFFERENTIAL_COUNT") ?? 8)).map { JobGenerator.job(seed: $0) }
    let cluster = try ClusterFixture()
    // Beside the cluster's own folder, which goes with it.
    let folder = cluster.folder + "-jobs"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try JobFile.write(jobs, to: "\(folder)/jobs")
    let (result, ends) = try await cluster.run(
      ["--jobs", "\(folder)/jobs", "--output", "\(folder)/results"], taskManagers: [("a", 4), ("b", 4)],
      application: "DifferentialJob")
    #expect(result.status == .succeeded, "\(result.failure?.message ?? "")")
    #expect(ends == [nil, nil])
    for job in jobs {
      let env = try StreamExecutionEnvironment.createLocalEnvironment()
      let expected = try await job.lines(env).executeAndCollect(job.id).sorted()
      let lines = try Self.lines(in: "\(folder)/results/\(job.id)")
      #expect(lines == expected, "DREY_DIFFERENTIAL_SEED=\(job.id.dropFirst(5)) DREY_DIFFERENTIAL_COUNT=1")
    }
  }

  private static func number(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap { Int($0) } }

  private static func lines(in folder: String) throws -> [String] {
    guard FileManager.default.fileExists(atPath: folder) else { return [] }
    let parts = try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }
    return try parts.flatMap { part in
      String(decoding: try Data(contentsOf: URL(filePath: "\(folder)/\(part)")), as: UTF8.self)
        .split(separator: "\n").map(String.init)
    }.sorted()
  }
}
