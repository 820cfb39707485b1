/// The process whose memory is computed.
enum FlinkProcess: String {
  case jobManager = "JobManager"
  case taskManager = "TaskManager"

  /// What the keys of its memory begin with.
  var keyPrefix: String { self == .jobManager ? "jobmanager.memory." : "taskmanager.memory." }
}

/// Flink's keys of memory, without the process they belong to.
enum MemoryKey: String {
  case processSize = "process.size"
  case flinkSize = "flink.size"
  case heap = "heap.size"
  case offHeap = "off-heap.size"
  case directMemoryLimit = "enable-jvm-direct-memory-limit"
  case frameworkHeap = "framework.heap.size"
  case frameworkOffHeap = "framework.off-heap.size"
  case taskHeap = "task.heap.size"
  case taskOffHeap = "task.off-heap.size"
  case managedSize = "managed.size"
  case managedFraction = "managed.fraction"
  case networkMin = "network.min"
  case networkMax = "network.max"
  case networkFraction = "network.fraction"
  case metaspace = "jvm-metaspace.size"
  case overheadMin = "jvm-overhead.min"
  case overheadMax = "jvm-overhead.max"
  case overheadFraction = "jvm-overhead.fraction"

  /// Flink's default in bytes, of sizes that have one.
  var defaultSize: Int? {
    switch self {
    case .offHeap, .frameworkHeap, .frameworkOffHeap: 128 << 20
    case .taskOffHeap: 0
    case .networkMin: 64 << 20
    case .networkMax: .max
    case .metaspace: 256 << 20
    case .overheadMin: 192 << 20
    case .overheadMax: 1 << 30
    default: nil
    }
  }

  /// Flink's default of a fraction.
  var defaultFraction: Float { self == .managedFraction ? 0.4 : 0.1 }

  /// The whole key that Flink still reads where the present one is not set.
  var formerName: String? {
    switch self {
    case .managedSize: "taskmanager.memory.size"
    case .networkMin: "taskmanager.network.memory.min"
    case .networkMax: "taskmanager.network.memory.max"
    case .networkFraction: "taskmanager.network.memory.fraction"
    default: nil
    }
  }
}
