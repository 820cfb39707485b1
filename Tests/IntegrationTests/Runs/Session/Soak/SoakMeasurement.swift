/// Samples a session until the task is cancelled.
struct SoakMeasurement: Sendable {
  let sampler: SoakSampler
  let progress: SoakProgress

  private static let interval: Duration = .seconds(1)

  func series() async -> SoakSeries {
    var jobManager = Self.quantities(of: "JobManager", memory: 512, descriptors: 400, threads: 100)
    var taskManager = Self.quantities(of: "TaskManager", memory: 1024, descriptors: 400, threads: 200)
    while !Task.isCancelled {
      let second = progress.now
      if let sample = await sampler.sample("jobmanager", folders: ["/tmp", "/var/lib/drey"]) {
        Self.add(sample, at: second, to: &jobManager)
      }
      if let sample = await sampler.sample("taskmanager-1", folders: ["/tmp"]) {
        Self.add(sample, at: second, to: &taskManager)
      }
      try? await Task.sleep(for: Self.interval)
    }
    let submissions = progress.submissions.map { (second: $0.second, value: $0.milliseconds) }
    return SoakSeries(quantities: jobManager + taskManager + Self.latencies(submissions))
  }

  private static func quantities(
    of member: String, memory: Double, descriptors: Double, threads: Double
  ) -> [SoakSeries.Quantity] {
    [
      SoakSeries.Quantity(name: "\(member) memory", unit: "MiB", factor: 1.15, slack: 8, bound: memory * 0.75),
      SoakSeries.Quantity(name: "\(member) descriptors", unit: "", factor: 1.1, slack: 8, bound: descriptors),
      SoakSeries.Quantity(name: "\(member) threads", unit: "", factor: 1.1, slack: 4, bound: threads),
      SoakSeries.Quantity(name: "\(member) files", unit: "", factor: 1.2, slack: 50, bound: nil),
    ]
  }

  private static func add(_ sample: SoakSampler.Sample, at second: Double, to quantities: inout [SoakSeries.Quantity]) {
    let values = [sample.residentMebibytes, sample.descriptors, sample.threads, sample.files]
    for (index, value) in values.enumerated() { quantities[index].samples.append((second, value)) }
  }

  /// The machine does other things as well, so they may vary.
  private static func latencies(_ samples: [(second: Double, value: Double)]) -> [SoakSeries.Quantity] {
    [(0.5, "p50"), (0.99, "p99")].map { share, name in
      SoakSeries.Quantity(
        name: "submission \(name)", unit: "ms", factor: 1.5, slack: share == 0.5 ? 20 : 100, samples: samples,
        share: share)
    }
  }
}
