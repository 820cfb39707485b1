public import TaskRuntime

/// What an environment's settings were when a job was executed.
public struct JobSettings: Sendable {
  /// When operators with state emit.
  public var runtimeMode: RuntimeExecutionMode
  /// The number of key groups.
  public var maxParallelism: Int
  /// Milliseconds between the watermarks of a stream.
  public var autoWatermarkInterval: Int
}

/// What an operator can know while it builds one subtask's part of itself.
public struct OperatorContext {
  /// The subtask.
  public let subtask: SubtaskContext
  /// The job's settings.
  public let settings: JobSettings

  @usableFromInline init(subtask: SubtaskContext, settings: JobSettings) {
    self.subtask = subtask
    self.settings = settings
  }
}
