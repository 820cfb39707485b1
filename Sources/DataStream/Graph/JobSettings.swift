import DreyModel
public import TaskRuntime

/// What an environment's settings were when a job was executed.
public struct JobSettings: Sendable {
  /// When operators with state emit.
  public var runtimeMode: RuntimeExecutionMode
  /// The number of key groups; nil: as many as suit the parallelism.
  public var maxParallelism: Int?
  /// Milliseconds between the watermarks of a stream.
  public var autoWatermarkInterval: Int
  /// Whether operators may share a vertex at all.
  public var isChainingEnabled: Bool
  /// Whether the job's operators run elsewhere than `main()`.
  public var isCluster = false

  /// Whether watermarks are told while there is input. In batch mode the only one is that of the input's end, so that no record
  /// is late.
  var tellsWatermarks: Bool { runtimeMode == .streaming }
}

extension JobSettings {
  /// Takes what `main()` has configured, and what the cluster says of the rest.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` that names an option which is not known, or its value.
  init(_ configuration: Options, over defaults: Options) throws(Failure) {
    try configuration.check(on: .drey, for: .job)
    let options = configuration.merged(over: defaults)
    try options.check(.maxParallelism)
    self.init(
      runtimeMode: try options.choice(.runtimeMode), maxParallelism: Self.maxParallelism(options),
      autoWatermarkInterval: try options.milliseconds(.autoWatermarkInterval),
      isChainingEnabled: try options.flag(.operatorChaining))
  }

  static func maxParallelism(_ options: Options) -> Int? {
    options[.maxParallelism] == nil ? nil : try? options.integer(.maxParallelism)
  }
}

/// What an operator can know while it builds one subtask's part of itself.
public struct OperatorContext {
  /// The subtask.
  public let subtask: SubtaskContext
  /// The job's settings.
  public let settings: JobSettings
  /// The operator's name, as it shows in plans and messages; empty at the sending end of an edge.
  public let name: String
  /// What its state is kept under.
  @usableFromInline let uid: String
  /// The uid of the operator that the application named, of which this one may be a hidden part.
  let familyUID: String
  /// Makes a state part of every snapshot, after it has taken in what an earlier attempt of the job left of it.
  ///
  /// Throws a ``DreyModel/Failure`` where the operator has a state of that name, or what was left cannot be read.
  @usableFromInline let register: (any SnapshotState) throws -> Void
  /// Lets a state take in what was left under its name, without making it a part of snapshots.
  @usableFromInline let restoreFormer: (any SnapshotState) throws -> Void
  /// The side outputs that somebody reads from.
  @usableFromInline let sideOutputs: SideOutputs
  /// The ends of keys, which tell the operator that all records of a key have come; nil in streaming mode.
  @usableFromInline let keyEnds: KeyEnds?

  @usableFromInline init(subtask: SubtaskContext, settings: JobSettings) {
    self.subtask = subtask
    self.settings = settings
    name = ""
    (uid, familyUID) = ("", "")
    register = { _ in }
    restoreFormer = { _ in }
    sideOutputs = SideOutputs([])
    keyEnds = settings.runtimeMode == .batch ? KeyEnds() : nil
  }

  init(
    _ name: String, subtask: SubtaskContext, settings: JobSettings,
    register: @escaping (any SnapshotState) throws -> Void,
    restoreFormer: @escaping (any SnapshotState) throws -> Void = { _ in }
  ) {
    self.subtask = subtask
    self.settings = settings
    (self.name, uid, familyUID) = (name, name, name)
    (self.register, self.restoreFormer) = (register, restoreFormer)
    sideOutputs = SideOutputs([])
    keyEnds = settings.runtimeMode == .batch ? KeyEnds() : nil
  }

  @usableFromInline init(_ subtask: SubtaskContext, _ site: OperatorSite) throws {
    self.subtask = subtask
    settings = site.settings
    name = site.name
    (uid, familyUID) = (site.uid, site.familyUID)
    register = { [uid] state in try subtask.checkpoints.register(state, of: uid) }
    restoreFormer = { [uid] state in try subtask.checkpoints.restore(state, of: uid) }
    sideOutputs = SideOutputs(try site.sideOutputs.map { try $0.factory.make($0.id, subtask) })
    keyEnds = settings.runtimeMode == .batch ? KeyEnds() : nil
  }
}

extension OperatorContext {
  /// Whether the operator goes on where an earlier attempt of the job, or another job, left off, if only with nothing.
  public var isRestored: Bool { subtask.checkpoints.isRestored(uid) }

  /// How far event time has come for the operator; to be registered before what depends on it.
  @usableFromInline func watermarkState() throws -> WatermarkState {
    let state = WatermarkState()
    try register(state)
    if !settings.tellsWatermarks { state.rewind() }
    return state
  }
}

/// What all subtasks of an operator have in common.
@usableFromInline
struct OperatorSite: Sendable {
  let settings: JobSettings
  let name: String
  let uid: String
  /// The uid of the operator that the application named, of which this one may be a hidden part.
  let familyUID: String
  /// With the tag's id; one id may be read as several types.
  let sideOutputs: [(id: String, factory: any SideOutputFactory)]
}
