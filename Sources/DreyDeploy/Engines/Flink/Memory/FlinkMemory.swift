public import DreyModel

/// How Flink divides the memory of its processes, computed from its options as Flink's start scripts do, number by
/// number, before anything is created.
public enum FlinkMemory {
  /// The memory of a JobManager.
  /// - Parameters:
  ///   - options: Flink's, with keys as in its documentation; those of other things are ignored.
  ///   - processSize: the container's limit in bytes. It is `jobmanager.memory.process.size`, unless the options give
  ///     that, `jobmanager.memory.flink.size` or `jobmanager.memory.heap.size`.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where Flink would refuse the options, or the container is
  ///   smaller than what they come to.
  public static func jobManager(
    _ options: [String: String], processSize: Int
  ) throws(Failure) -> FlinkProcessMemory {
    try MemoryCalculation(MemorySettings(.jobManager, options), limit: processSize).checked()
  }

  /// The memory of a TaskManager.
  /// - Parameters:
  ///   - options: Flink's, with keys as in its documentation; those of other things are ignored.
  ///   - processSize: the container's limit in bytes. It is `taskmanager.memory.process.size`, unless the options give
  ///     that, `taskmanager.memory.flink.size`, or both `taskmanager.memory.task.heap.size` and
  ///     `taskmanager.memory.managed.size`.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where Flink would refuse the options, or the container is
  ///   smaller than what they come to.
  public static func taskManager(
    _ options: [String: String], processSize: Int
  ) throws(Failure) -> FlinkProcessMemory {
    try MemoryCalculation(MemorySettings(.taskManager, options), limit: processSize).checked()
  }
}
