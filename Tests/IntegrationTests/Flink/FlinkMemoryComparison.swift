import ChildProcess
import DreyDeploy
import DreyModel
import FoundationEssentials
import Testing

/// drey's memory model against Flink's own utility, on random options.
///
/// It needs Java and an unpacked Flink; no engine. `DREY_SEED` repeats a run, `DREY_FLINK_CONFIGURATIONS` says how many
/// configurations there are.
@Suite struct FlinkMemoryComparison {
  private struct Answer: Decodable {
    /// The JVM's options and the dynamic ones.
    var lines: [String]?
    var error: String?
  }

  @Test(.timeLimit(.minutes(10))) func everyNumberIsFlinks() async throws {
    let environment = ProcessInfo.processInfo.environment
    let seed = environment["DREY_SEED"].flatMap(UInt64.init) ?? .random(in: 0..<1 << 32)
    print("FlinkMemoryComparison: DREY_SEED=\(seed)")
    var numbers = SeededNumbers(state: seed)
    let count = environment["DREY_FLINK_CONFIGURATIONS"].flatMap(Int.init) ?? 1000
    let configurations = (0..<count).map { _ in numbers.configuration() }
    let answers = try await FlinkFolder.find().answers(to: configurations.map(\.line)).map {
      try JSONDecoder().decode(Answer.self, from: Data($0.utf8))
    }
    try #require(answers.count == count)
    for (configuration, answer) in zip(configurations, answers) { compare(configuration, answer, seed) }
    let valid = answers.count { $0.lines != nil }
    #expect(valid >= min(100, count / 4), "too few of what was made up is valid")
    #expect(count - valid >= min(100, count / 4), "too little of what was made up is invalid")
  }

  private func compare(_ configuration: MemoryConfiguration, _ answer: Answer, _ seed: UInt64) {
    do {
      let memory = try configuration.memory()
      guard let lines = answer.lines, lines.count == 2 else {
        Issue.record("Flink refuses, drey does not: \(configuration.line): \(answer.error ?? "") (seed \(seed))")
        return
      }
      #expect(memory.jvmOptions.joined(separator: " ") == lines[0], "\(configuration.line) (seed \(seed))")
      let options = memory.options.map { "-D \($0.key)=\($0.value)" }.sorted()
      #expect(options == dynamicOptions(lines[1]), "\(configuration.line) (seed \(seed))")
    } catch {
      #expect(answer.lines == nil, "drey refuses, Flink does not: \(configuration.line): \(error) (seed \(seed))")
      #expect(error.domain == .usage)
    }
  }

  private func dynamicOptions(_ line: String) -> [String] {
    line.split(separator: " ").filter { $0 != "-D" }.map { "-D \($0)" }.sorted()
  }
}

extension MemoryConfiguration {
  /// What drey computes; where the options state the total themselves, in a container that has room for anything.
  fileprivate func memory() throws(Failure) -> FlinkProcessMemory {
    switch process {
    case .jobManager: try FlinkMemory.jobManager(options, processSize: processSize ?? .max)
    case .taskManager: try FlinkMemory.taskManager(options, processSize: processSize ?? .max)
    }
  }
}
