import DreyModel

/// How a TaskManager's Flink memory is divided.
struct TaskManagerMemory: FlinkMemoryDivision {
  let settings: MemorySettings

  var isExplicit: Bool { settings.contains(.taskHeap) && settings.contains(.managedSize) }

  func explicit() throws(Failure) -> [MemoryComponent] {
    let others = try fixed() + [settings.size(.taskHeap, .taskHeap), settings.size(.managedSize, .managed)]
    guard settings.contains(.flinkSize) else {
      return others + [try settings.share(.network, beside: settings.sum(others), settings.networkRange())]
    }
    return others + [try network(leftOf: settings.size(.flinkSize, .totalFlink), others)]
  }

  func divide(_ total: MemoryComponent) throws(Failure) -> [MemoryComponent] {
    let fixed = try fixed()
    let managed = try managed(of: total)
    if settings.contains(.taskHeap) {
      let others = try fixed + [settings.size(.taskHeap, .taskHeap), managed]
      return others + [try network(leftOf: total, others)]
    }
    let others = try fixed + [managed, settings.share(.network, of: total.bytes, settings.networkRange())]
    return others + [try settings.rest(.taskHeap, of: total, after: others)]
  }

  func jvmOptions(_ memory: MemoryTable) throws(Failure) -> [String] {
    let heap = try settings.sum(memory.components([.frameworkHeap, .taskHeap]))
    let direct = try settings.sum(memory.components([.frameworkOffHeap, .taskOffHeap, .network]))
    return [
      "-Xmx\(heap)", "-Xms\(heap)", "-XX:MaxDirectMemorySize=\(direct)",
      "-XX:MaxMetaspaceSize=\(memory[.metaspace])",
    ]
  }

  func options(_ memory: MemoryTable) throws(Failure) -> [String: String] {
    let sizes = settings.sizes([
      .frameworkHeap: memory[.frameworkHeap], .frameworkOffHeap: memory[.frameworkOffHeap],
      .taskHeap: memory[.taskHeap], .taskOffHeap: memory[.taskOffHeap], .managedSize: memory[.managed],
      .networkMin: memory[.network], .networkMax: memory[.network],
    ])
    return sizes.merging(try TaskManagerResources(settings).options()) { size, _ in size }
  }

  /// The parts that are never derived.
  private func fixed() throws(Failure) -> [MemoryComponent] {
    [
      try settings.size(.frameworkHeap, .frameworkHeap), try settings.size(.frameworkOffHeap, .frameworkOffHeap),
      try settings.size(.taskOffHeap, .taskOffHeap),
    ]
  }

  private func managed(of total: MemoryComponent) throws(Failure) -> MemoryComponent {
    settings.contains(.managedSize)
      ? try settings.size(.managedSize, .managed) : try settings.managedShare(of: total.bytes)
  }

  /// Network memory as what the others leave; its fraction plays no part then, but its least and most do.
  private func network(
    leftOf total: MemoryComponent, _ others: [MemoryComponent]
  ) throws(Failure) -> MemoryComponent {
    let network = try settings.rest(.network, of: total, after: others)
    try settings.check(network, in: settings.networkRange(), .networkMin, .networkMax)
    return network
  }
}
