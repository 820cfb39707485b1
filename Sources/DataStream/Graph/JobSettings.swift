public import TaskRuntime

/// What an environment's settings were when a job was executed.
public struct JobSettings: Sendable {
  /// When operators with state emit.
  public var runtimeMode: RuntimeExecutionMode
  /// The number of key groups.
  public var maxParallelism: Int
  /// Milliseconds between the watermarks of a stream.
  public var autoWatermarkInterval: Int
  /// Whether operators may share a vertex at all.
  public var isChainingEnabled: Bool
}

/// What an operator can know while it builds one subtask's part of itself.
public struct OperatorContext {
  /// The subtask.
  public let subtask: SubtaskContext
  /// The job's settings.
  public let settings: JobSettings
  /// The operator's name, as it shows in plans and messages; empty at the sending end of an edge.
  public let name: String
  /// The side outputs that somebody reads from.
  @usableFromInline let sideOutputs: SideOutputs

  @usableFromInline init(subtask: SubtaskContext, settings: JobSettings) {
    self.subtask = subtask
    self.settings = settings
    name = ""
    sideOutputs = SideOutputs([])
  }

  @usableFromInline init(_ subtask: SubtaskContext, _ site: OperatorSite) throws {
    self.subtask = subtask
    settings = site.settings
    name = site.name
    sideOutputs = SideOutputs(try site.sideOutputs.map { try $0.factory.make($0.id, subtask) })
  }
}

/// What all subtasks of an operator have in common.
@usableFromInline
struct OperatorSite: Sendable {
  let settings: JobSettings
  let name: String
  /// With the tag's id; one id may be read as several types.
  let sideOutputs: [(id: String, factory: any SideOutputFactory)]
}
