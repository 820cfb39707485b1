import DifferentialJobs

/// Finds the smallest job that still shows a difference: each round both runtimes run all that leave something out.
struct Shrinker {
  let folder: String

  func smallest(_ difference: Difference) async throws -> Difference {
    var smallest = difference
    for _ in 0..<25 {
      let jobs = smallest.job.smaller.enumerated().map { index, job in
        var job = job
        job.id = "\(difference.job.id)-\(index)"
        return job
      }
      let flink = try await FlinkRuntime().run(jobs, in: folder)
      let drey = await EmbeddedRuntime.run(jobs)
      let different = jobs.compactMap { Difference($0, flink: flink[$0.id], drey: drey[$0.id]) }
      guard let next = different.min(by: { Self.size($0.job) < Self.size($1.job) }) else { break }
      smallest = next
    }
    return smallest
  }

  private static func size(_ job: JobDescription) -> Int { job.sources.reduce(0) { $0 + $1.count } }
}
