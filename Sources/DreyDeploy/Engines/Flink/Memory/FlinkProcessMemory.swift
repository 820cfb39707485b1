import DreyModel

/// How the memory of one Flink process is divided, and how its JVM and Flink are told.
public struct FlinkProcessMemory: Sendable, Equatable {
  /// `-Xmx` and the like, in the order in which Flink's scripts give them.
  public var jvmOptions: [String]
  /// What the process is given as `-D key=value`, so that it comes to the same numbers.
  public var options: [String: String]
  /// The parts, which together are ``totalProcess``.
  public var components: [MemoryComponent]
  /// Bytes of the whole process.
  public var totalProcess: Int
  /// Bytes of the process without the JVM's metaspace and overhead.
  public var totalFlink: Int
}

/// A part of a process's memory.
public struct MemoryComponent: Sendable, Equatable {
  public var part: MemoryPart
  public var bytes: Int
  /// Where the number comes from.
  public var origin: MemoryOrigin

  /// What Flink's documentation calls the part.
  public var name: String { part.rawValue }
}

extension MemoryComponent {
  /// Such as `framework heap 128 MiB`.
  var text: String { "\(name) \(FlinkMemorySize.text(bytes))" }
}

/// The parts that Flink's memory model knows.
public enum MemoryPart: String, Sendable, CaseIterable {
  case totalProcess = "total process memory"
  case totalFlink = "total Flink memory"
  case heap = "JVM heap"
  case offHeap = "off-heap"
  case frameworkHeap = "framework heap"
  case taskHeap = "task heap"
  case frameworkOffHeap = "framework off-heap"
  case taskOffHeap = "task off-heap"
  case network = "network"
  case managed = "managed"
  case metaspace = "JVM metaspace"
  case overhead = "JVM overhead"
}
