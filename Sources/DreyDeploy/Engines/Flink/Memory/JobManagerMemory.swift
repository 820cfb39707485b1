import DreyModel

/// How a JobManager's Flink memory is divided: into heap and off-heap.
struct JobManagerMemory: FlinkMemoryDivision {
  let settings: MemorySettings

  var isExplicit: Bool { settings.contains(.heap) }

  func explicit() throws(Failure) -> [MemoryComponent] {
    let heap = try settings.size(.heap, .heap)
    let offHeap = try settings.size(.offHeap, .offHeap)
    guard settings.contains(.flinkSize) else { return [heap, offHeap] }
    let total = try settings.size(.flinkSize, .totalFlink)
    guard settings.contains(.offHeap) else { return [heap, try settings.rest(.offHeap, of: total, after: [heap])] }
    guard try settings.sum([heap, offHeap]) == total.bytes else {
      throw settings.refusal(
        "\(heap.text) + \(offHeap.text) is not the \(total.text) that \(settings.name(.flinkSize)) asks for",
        advice: "Leave out one of \(settings.name(.heap)), \(settings.name(.offHeap)), \(settings.name(.flinkSize)).")
    }
    return [heap, offHeap]
  }

  func divide(_ total: MemoryComponent) throws(Failure) -> [MemoryComponent] {
    let offHeap = try settings.size(.offHeap, .offHeap)
    let heap = try settings.rest(.heap, of: total, after: [offHeap])
    guard heap.bytes > 0 else {
      throw settings.refusal(
        "\(offHeap.text) leaves nothing of \(total.text) (\(total.origin)) for the JVM's heap",
        advice: "Make \(settings.name(.offHeap)) smaller, or the total larger.")
    }
    return [heap, offHeap]
  }

  func jvmOptions(_ memory: MemoryTable) throws(Failure) -> [String] {
    let heap = memory[.heap]
    let direct = try settings.flag(.directMemoryLimit) ? ["-XX:MaxDirectMemorySize=\(memory[.offHeap])"] : []
    return ["-Xmx\(heap)", "-Xms\(heap)"] + direct + ["-XX:MaxMetaspaceSize=\(memory[.metaspace])"]
  }

  func options(_ memory: MemoryTable) -> [String: String] {
    settings.sizes([.heap: memory[.heap], .offHeap: memory[.offHeap]])
  }
}
