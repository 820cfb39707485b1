import DreyModel

extension MemoryCalculation {
  /// The result, if the container has room for it. A refusal that more memory would mend says how much.
  /// - Throws: ``Failure`` of the domain `usage`.
  func checked() throws(Failure) -> FlinkProcessMemory {
    guard limit > 0 else {
      throw settings.refusal("its container may use \(limit) bytes", advice: "Give it more.")
    }
    let memory: FlinkProcessMemory
    do throws(Failure) { memory = try result() } catch { throw advised(error) }
    guard memory.totalProcess <= limit else {
      throw settings.refusal(
        "Flink's process takes \(FlinkMemorySize.text(memory.totalProcess)), but its container may use "
          + FlinkMemorySize.text(limit),
        advice: "Give the container at least \(FlinkMemorySize.text(memory.totalProcess)), or configure less.")
    }
    return memory
  }

  /// The failure, with the size that would do as advice if there is one.
  private func advised(_ failure: Failure) -> Failure {
    guard !settings.isProcessSizeDerived, let size = smallestSufficientSize() else { return failure }
    var failure = failure
    let larger = "Give the \(settings.process.rawValue) a process of at least \(FlinkMemorySize.text(size))."
    failure.advice = failure.advice.map { "\(larger) Or: \($0)" } ?? larger
    return failure
  }

  /// The smallest process size in whole MiB from which on the options work, nil if no larger one mends them.
  private func smallestSufficientSize() -> Int? {
    var (small, large) = (0, 1)
    while !suffices(mebibytes: large) {
      guard large < 1 << 22 else { return nil }
      (small, large) = (large, large * 2)
    }
    while large - small > 1 {
      let middle = (small + large) / 2
      if suffices(mebibytes: middle) { large = middle } else { small = middle }
    }
    return large << 20
  }

  private func suffices(mebibytes: Int) -> Bool {
    let calculation = MemoryCalculation(settings.withoutProcessSize, limit: mebibytes << 20)
    return (try? calculation.result()) != nil
  }
}

extension MemorySettings {
  /// Whether the whole process follows from its parts.
  fileprivate var isProcessSizeDerived: Bool {
    contains(.flinkSize) || (process == .jobManager ? contains(.heap) : contains(.taskHeap) && contains(.managedSize))
  }

  fileprivate var withoutProcessSize: MemorySettings {
    var options = options
    options[name(.processSize)] = nil
    return MemorySettings(process, options)
  }
}
