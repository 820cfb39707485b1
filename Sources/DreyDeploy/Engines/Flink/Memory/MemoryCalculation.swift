import DreyModel

/// The memory of one process: from the whole to the parts, or from the parts to the whole.
struct MemoryCalculation {
  let settings: MemorySettings
  /// The container's limit in bytes.
  let limit: Int

  init(_ settings: MemorySettings, limit: Int) {
    self.settings = settings
    self.limit = limit
  }

  /// - Throws: ``Failure`` of the domain `usage` where Flink would refuse the options.
  func result() throws(Failure) -> FlinkProcessMemory {
    let division: any FlinkMemoryDivision =
      settings.process == .jobManager
      ? JobManagerMemory(settings: settings) : TaskManagerMemory(settings: settings)
    let parts = try parts(division)
    let memory = MemoryTable(all: parts.flink + parts.jvm)
    let jvm = settings.sizes([
      .metaspace: memory[.metaspace], .overheadMin: memory[.overhead], .overheadMax: memory[.overhead],
    ])
    return FlinkProcessMemory(
      jvmOptions: try division.jvmOptions(memory),
      options: try division.options(memory).merging(jvm) { one, _ in one },
      components: memory.all, totalProcess: try settings.sum(memory.all), totalFlink: try settings.sum(parts.flink))
  }

  private typealias Parts = (flink: [MemoryComponent], jvm: [MemoryComponent])

  private func parts(_ division: any FlinkMemoryDivision) throws(Failure) -> Parts {
    if division.isExplicit {
      let flink = try division.explicit()
      let total = MemoryComponent(part: .totalFlink, bytes: try settings.sum(flink), origin: .sum)
      return (flink, try jvm(around: total))
    }
    if settings.contains(.flinkSize) {
      let total = try settings.size(.flinkSize, .totalFlink)
      return (try division.divide(total), try jvm(around: total))
    }
    let process = try process()
    let jvm = try jvm(within: process)
    return (try division.divide(settings.rest(.totalFlink, of: process, after: jvm)), jvm)
  }

  /// The whole process where nothing smaller is configured.
  private func process() throws(Failure) -> MemoryComponent {
    settings.contains(.processSize)
      ? try settings.size(.processSize, .totalProcess)
      : MemoryComponent(part: .totalProcess, bytes: limit, origin: .limit)
  }

  /// The JVM's own parts of a whole process.
  private func jvm(within process: MemoryComponent) throws(Failure) -> [MemoryComponent] {
    let metaspace = try settings.size(.metaspace, .metaspace)
    return [metaspace, try settings.share(.overhead, of: process.bytes, settings.overheadRange())]
  }

  /// The JVM's own parts beside Flink's memory. Where the whole is configured too, its overhead is what is left.
  private func jvm(around flink: MemoryComponent) throws(Failure) -> [MemoryComponent] {
    let metaspace = try settings.size(.metaspace, .metaspace)
    let range = try settings.overheadRange()
    guard settings.contains(.processSize) else {
      return [metaspace, try settings.share(.overhead, beside: settings.sum([flink, metaspace]), range)]
    }
    let process = try settings.size(.processSize, .totalProcess)
    let overhead = try settings.rest(.overhead, of: process, after: [flink, metaspace])
    try settings.check(overhead, in: range, .overheadMin, .overheadMax)
    return [metaspace, overhead]
  }
}
