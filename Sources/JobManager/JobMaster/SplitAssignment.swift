import DreyModel

/// The enumeration of the splits of a job's sources: which worker does it, and whether the splits are known. The splits are
/// decided once, whatever happens to the attempt that they were decided in.
struct SplitAssignment: Sendable {
  private let sources: [JobVertex]
  /// The splits that are known.
  private(set) var splits: SourceSplits
  /// Whether a JobManager after this one would know of ``splits``.
  private(set) var isKept: Bool
  /// Sources that the attempt begins with their splits, not with the state of a checkpoint.
  private var beginning: Set<Int> = []
  /// Sources that a worker of the attempt was asked about, and what it has said of them.
  private var asked: [Int: JobMaster.WorkerID] = [:]
  private var answers = SourceSplits()

  /// - Parameter known: what a JobManager before this one has kept.
  init(_ graph: JobGraph, known: SourceSplits?) {
    sources = graph.sources
    splits = known ?? SourceSplits()
    isKept = known != nil
  }

  /// An attempt begins, or a part of the job begins again.
  /// - Parameters:
  ///   - restored: what it begins from: a source that has state reads what that says, and nothing else.
  ///   - workers: those that are deployed.
  mutating func begin(_ restored: RestoredState?, on workers: [(key: JobMaster.WorkerID, value: JobMaster.Worker)]) {
    // The first operator of the vertex reads; others in its chain may have state of their own.
    let new = sources.filter { vertex in
      vertex.operators.first.map { restored?.operators[$0.uid] == nil } ?? true
    }
    (beginning, asked, answers) = (Set(new.map(\.id)), [:], SourceSplits())
    for vertex in new where !splits.has(vertex: vertex.id) {
      // Where its first subtask runs.
      let first = workers.flatMap(\.value.subtasks).filter { $0.vertex == vertex.id }.min()
      asked[vertex.id] = first.flatMap { first in workers.first { $0.value.subtasks.contains(first) }?.key }
    }
  }

  /// The sources that a worker is to enumerate.
  func asked(of worker: JobMaster.WorkerID) -> [Int] { asked.filter { $0.value == worker }.keys.sorted() }

  /// A worker said what some sources read; nobody else's word counts.
  /// - Throws: ``Failure`` where that is too much.
  mutating func enumerated(_ parts: [SplitsPart], by worker: JobMaster.WorkerID) throws(Failure) {
    for part in parts where asked[part.subtask.vertex] == worker {
      guard let vertex = sources.first(where: { $0.id == part.subtask.vertex }) else { continue }
      guard (0..<vertex.parallelism).contains(part.subtask.index) else { continue }
      answers.append(part)
      guard splits.byteCount + answers.byteCount <= SourceSplits.maximumByteCount else {
        throw answers.tooLarge(vertex.name)
      }
    }
  }

  /// Every worker that was asked has answered.
  mutating func complete() {
    guard !answers.isEmpty else { return }
    splits.merge(answers)
    (answers, isKept) = (SourceSplits(), false)
  }

  /// A JobManager after this one would know of them.
  mutating func kept() { isKept = true }

  /// The job has ended.
  mutating func forget() { (splits, answers) = (SourceSplits(), SourceSplits()) }

  /// Returns the messages that a worker gets before its subtasks start.
  func messages(to worker: JobMaster.Worker) -> [[SplitsPart]] {
    splits.filter { beginning.contains($0.vertex) && worker.subtasks.contains($0) }.messages()
  }
}
