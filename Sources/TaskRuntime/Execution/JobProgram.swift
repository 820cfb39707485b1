public import DreyModel

/// A job graph together with the code of its vertices; only the job's own executable can have one.
public struct JobProgram: Sendable {
  public var graph: JobGraph
  /// The code of each vertex, at the vertex's index in ``graph``.
  public var vertices: [VertexProgram]
  /// What `main()` configured for the job.
  public var configuration: Options
  /// The record that `main()` leaves to its runs in the workers.
  public var main = MainRecord()

  /// A graph and the code of its vertices.
  public init(graph: JobGraph, vertices: [VertexProgram], configuration: Options = Options()) {
    self.graph = graph
    self.vertices = vertices
    self.configuration = configuration
  }
}

/// The code of a vertex.
public struct VertexProgram: Sendable {
  /// Finds out what a source reads, for each of so many subtasks, as bytes that only its own code understands; nil: the
  /// subtasks know that by themselves, or it is no source.
  ///
  /// Called once per job, in one process, before any subtask starts. What it returns is ``SubtaskContext/splits`` in all
  /// attempts.
  public let enumerate: (@Sendable (_ parallelism: Int) throws -> [[UInt8]])?
  /// Builds one subtask's own chain of operators, on the thread that is going to run it.
  ///
  /// What it returns runs the subtask until its input ends. Either may throw, which fails the subtask.
  public let prepare: @Sendable (SubtaskContext) throws -> (() throws -> Void)

  /// The code of a vertex.
  public init(
    enumerate: (@Sendable (_ parallelism: Int) throws -> [[UInt8]])? = nil,
    prepare: @escaping @Sendable (SubtaskContext) throws -> (() throws -> Void)
  ) {
    self.enumerate = enumerate
    self.prepare = prepare
  }
}
