/// Random options that reach the rules of Flink's memory model.
///
/// Where all sizes were drawn apart hardly any would fit together, so most are made from the parts: the totals are the
/// parts' sums, give or take a byte, and each key is then left out or written.
extension SeededNumbers {
  mutating func configuration() -> MemoryConfiguration {
    let process: MemoryConfiguration.Process = chance(35) ? .jobManager : .taskManager
    var result = MemoryConfiguration(process: process, options: [:])
    let sizes = chance(75) ? fittingSizes(process) : unrelatedSizes(process)
    let probability = pick([15, 40, 70])
    for (key, size) in sizes.sorted(by: { $0.key < $1.key }) where chance(probability) {
      result.options[result.prefix + key] = sizeText(size)
    }
    addFractions(to: &result)
    addOthers(to: &result)
    chooseTotals(of: &result, sizes)
    return result
  }

  private mutating func fittingSizes(_ process: MemoryConfiguration.Process) -> [String: Int] {
    let keys = process == .jobManager ? ["heap.size", "off-heap.size"] : Self.taskManagerParts
    var sizes: [String: Int] = [:]
    for key in keys { sizes[key] = (Int.random(in: 0...1024, using: &self) << 20) + pick([0, 0, 0, 1, -1, 12345]) }
    for key in keys where chance(50) { sizes[key] = Self.defaults[key] ?? sizes[key] }
    let network = (Int.random(in: 0...512, using: &self) << 20) + pick([0, 0, 1])
    if process == .taskManager {
      sizes["network.min"] = network + pick([0, 0, 0, -1, 1, -(1 << 20)])
      sizes["network.max"] = network + pick([0, 0, 0, -1, 1, 1 << 20])
    }
    let flink = keys.reduce(process == .taskManager ? network : 0) { $0 + (sizes[$1] ?? 0) }
    sizes["flink.size"] = flink + pick([0, 0, 0, 0, 1, -1])
    addTotals(to: &sizes, flink: flink)
    return sizes.mapValues { max(0, $0) }
  }

  private mutating func addTotals(to sizes: inout [String: Int], flink: Int) {
    let metaspace = chance(60) ? 256 << 20 : Int.random(in: 0...(512 << 20), using: &self)
    let overhead = chance(40) ? 192 << 20 : Int.random(in: (64 << 20)...(1100 << 20), using: &self)
    sizes["jvm-metaspace.size"] = metaspace
    sizes["jvm-overhead.min"] = overhead + pick([0, 0, -1, 1, -(100 << 20)])
    sizes["jvm-overhead.max"] = overhead + pick([0, 0, -1, 1, 100 << 20])
    sizes["process.size"] = flink + metaspace + overhead + pick([0, 0, 0, 0, 1, -1])
  }

  private mutating func unrelatedSizes(_ process: MemoryConfiguration.Process) -> [String: Int] {
    let own =
      process == .jobManager ? ["heap.size", "off-heap.size"] : Self.taskManagerParts + ["network.min", "network.max"]
    var sizes: [String: Int] = [:]
    for key in own + ["jvm-metaspace.size", "jvm-overhead.min", "jvm-overhead.max", "flink.size", "process.size"] {
      sizes[key] = max(0, size())
    }
    return sizes
  }

  private mutating func addFractions(to result: inout MemoryConfiguration) {
    let keys =
      ["jvm-overhead.fraction"] + (result.process == .taskManager ? ["managed.fraction", "network.fraction"] : [])
    for key in keys where chance(25) { result.options[result.prefix + key] = fractionText() }
  }

  private mutating func addOthers(to result: inout MemoryConfiguration) {
    if chance(15) { result.options["taskmanager.numberOfTaskSlots"] = slotsText() }
    if chance(15) { result.options["taskmanager.cpu.cores"] = coresText() }
    if chance(20) { result.options["parallelism.default"] = "4" }
    if result.process == .jobManager, chance(25) {
      let value = pick(["true", "TRUE", "false", "False", "yes", "1"])
      result.options["jobmanager.memory.enable-jvm-direct-memory-limit"] = value
    }
    for (former, key) in Self.formerKeys where result.process == .taskManager && chance(4) {
      result.options[former] = key.hasSuffix("fraction") ? fractionText() : sizeText(size())
    }
  }

  /// Sees to it that something says how large the process is, mostly one thing, and often the container.
  private mutating func chooseTotals(of result: inout MemoryConfiguration, _ sizes: [String: Int]) {
    let process = result.prefix + "process.size"
    let flink = result.prefix + "flink.size"
    switch Int.random(in: 0..<10, using: &self) {
    case 0..<4: (result.options[process], result.options[flink]) = (nil, nil)
    case 4..<6: (result.options[process], result.options[flink]) = (nil, sizeText(sizes["flink.size"] ?? 0))
    case 6..<8: (result.options[process], result.options[flink]) = (sizeText(sizes["process.size"] ?? 0), nil)
    default: break
    }
    result.processSize = result.statesTotal ? nil : max(1, sizes["process.size"] ?? 1)
  }

  private static let taskManagerParts = [
    "framework.heap.size", "framework.off-heap.size", "task.heap.size", "task.off-heap.size", "managed.size",
  ]
  private static let defaults = [
    "off-heap.size": 128 << 20, "framework.heap.size": 128 << 20, "framework.off-heap.size": 128 << 20,
    "task.off-heap.size": 0,
  ]
  private static let formerKeys = [
    ("taskmanager.memory.size", "managed.size"), ("taskmanager.network.memory.min", "network.min"),
    ("taskmanager.network.memory.max", "network.max"), ("taskmanager.network.memory.fraction", "network.fraction"),
  ]
}

extension MemoryConfiguration {
  /// Whether the options say how large the process is, in one of the three ways that Flink has.
  var statesTotal: Bool {
    let isSet = { (keys: [String]) in keys.contains { options[$0] != nil } }
    if isSet([prefix + "process.size", prefix + "flink.size"]) { return true }
    if process == .jobManager { return isSet([prefix + "heap.size"]) }
    return isSet([prefix + "task.heap.size"]) && isSet([prefix + "managed.size", "taskmanager.memory.size"])
  }
}
