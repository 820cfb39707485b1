import DreyModel
import DreyTesting
import Testing

extension Runs {
  /// The jobs of the benchmark against Apache Flink: their answers do not depend on where and in how many parts they run.
  @Suite(.serialized, .timeLimit(.minutes(15))) struct Workloads {
    struct Workload: CustomStringConvertible {
      var description: String
      var count: Int
      var rows: Int
      var checksum: UInt64

      init(_ name: String, _ count: Int, rows: Int, _ checksum: UInt64) {
        (description, self.count, self.rows, self.checksum) = (name, count, rows, checksum)
      }
    }

    /// What plain loops over the same inputs come to; see Benchmarks/workloads/README.md.
    static let all = [
      Workload("wc", 200_000, rows: 1_600_000, 129_629_595),
      Workload("wcfinal", 200_000, rows: 10_000, 8_388_228_363_210_179_129),
      Workload("q1", 1_000_000, rows: 1_000_000, 1_700_005_036_870_724_142),
      Workload("q2", 1_000_000, rows: 7580, 38_125_343_895),
      Workload("q3", 1_000_000, rows: 74_759, 7_133_610_738_779_902_312),
      Workload("q4", 1_000_000, rows: 5, 15_949_510_888_504_532_654),
      Workload("q5", 1_000_000, rows: 53_977, 17_801_648_928_380_623_689),
      Workload("q7", 1_000_000, rows: 10, 11_136_945_230_198_835_209),
      Workload("q8", 1_000_000, rows: 412_073, 17_630_853_392_881_182_460),
      Workload("q11", 1_000_000, rows: 165_054, 5_093_591_723_190_483_476),
    ]

    /// Of the benchmark's sources, in the package of the scenarios, which share what they are built of.
    private static let executable = "\(Runs.jobs)/.build-drey/release/workloads"

    private static func build() async throws {
      let run = try await Runs.drey.run(Runs.jobs, options: Runs.building("workloads"))
      try #require(run.exitCode == .finished, "\(run.messages)")
    }

    private static func arguments(_ workload: Workload) -> [String] {
      ["--job", workload.description, "--n", "\(workload.count)"]
    }

    /// The sum of what the subtasks printed.
    private static func check(_ run: DreyRun, _ workload: Workload, _ place: String) {
      var (rows, checksum) = (0, 0 as UInt64)
      for record in run.records {
        let numbers = record.split(separator: " ").map { $0.drop { $0 != "=" }.dropFirst() }
        guard numbers.count == 2, let part = Int(numbers[0]), let sum = UInt64(numbers[1]) else {
          Issue.record("\(workload) printed '\(record)'")
          continue
        }
        rows += part
        checksum &+= sum
      }
      #expect(run.exitCode == .finished, "\(workload) \(place): \(run.messages)")
      #expect(rows == workload.rows, "\(workload) \(place)")
      #expect(checksum == workload.checksum, "\(workload) \(place)")
    }

    @Test(arguments: [(1, 4), (2, 2)])
    func answersInContainersAreThoseOfPlainLoops(taskManagers: Int, slots: Int) async throws {
      try await TestSession.with(taskManagers: taskManagers, slots: slots) { session in
        try await Self.build()
        for workload in Self.all {
          for parallelism in [1, 2, 4] {
            let options = ["--mode", "session", "--cluster", session.name, "--parallelism", "\(parallelism)"]
            let run = try await Runs.drey.run(
              Self.executable, options: options, arguments: Self.arguments(workload))
            Self.check(run, workload, "parallelism \(parallelism), \(taskManagers) TaskManagers")
          }
        }
      }
    }

    @Test func answersInOneProcessAreThoseOfPlainLoops() async throws {
      try await Self.build()
      for workload in Self.all {
        for parallelism in [1, 2, 4] {
          let job = Drey(
            executable: Self.executable, environment: ["DREY_PARALLELISM": "\(parallelism)", "PATH": "/usr/bin"])
          Self.check(
            try await job.command(Self.arguments(workload)), workload, "parallelism \(parallelism), embedded")
        }
      }
    }
  }
}
