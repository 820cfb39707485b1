/// Options for one Flink process, made up at random.
struct MemoryConfiguration {
  enum Process: String { case jobManager = "JM", taskManager = "TM" }

  var process: Process
  var options: [String: String]
  /// The container's limit, where the options leave the whole process to it.
  var processSize: Int?

  /// The options as Flink has to be given them.
  var flinkOptions: [String: String] {
    guard let processSize else { return options }
    return options.merging([prefix + "process.size": "\(processSize)b"]) { _, size in size }
  }

  var prefix: String { process == .jobManager ? "jobmanager.memory." : "taskmanager.memory." }

  /// One line of what `FlinkMemoryAnswers.java` reads.
  var line: String {
    ([process.rawValue] + flinkOptions.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
      .joined(separator: "\t")
  }
}

/// Numbers that a seed makes repeatable (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }

  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: 0..<elements.count, using: &self)]
  }
}
