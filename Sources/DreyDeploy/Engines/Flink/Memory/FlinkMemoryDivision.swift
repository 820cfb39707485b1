import DreyModel

/// What differs between Flink's processes: how the memory that is Flink's own is divided.
protocol FlinkMemoryDivision {
  /// Whether the options give enough parts that the totals follow from them.
  var isExplicit: Bool { get }
  /// The parts, where ``isExplicit``.
  func explicit() throws(Failure) -> [MemoryComponent]
  /// The parts of a given total.
  func divide(_ total: MemoryComponent) throws(Failure) -> [MemoryComponent]
  func jvmOptions(_ memory: MemoryTable) throws(Failure) -> [String]
  func options(_ memory: MemoryTable) throws(Failure) -> [String: String]
}

/// Parts by name.
struct MemoryTable {
  let all: [MemoryComponent]

  /// The bytes of a part; 0 of one that the process does not have.
  subscript(part: MemoryPart) -> Int { all.first { $0.part == part }?.bytes ?? 0 }

  func components(_ parts: [MemoryPart]) -> [MemoryComponent] { all.filter { parts.contains($0.part) } }
}

extension MemorySettings {
  /// Sizes as Flink's scripts write them.
  func sizes(_ sizes: [MemoryKey: Int]) -> [String: String] {
    Dictionary(uniqueKeysWithValues: sizes.map { (name($0.key), "\($0.value)b") })
  }
}
