import DreyModel
import Synchronization

/// What becomes of lines that are not what they should be.
public enum MalformedPolicy: Sendable {
  /// The job fails with the place and what is wrong there.
  case fail
  /// They are counted and left out.
  ///
  /// ```swift
  /// let skipped = SkippedLines()
  /// env.readCSV(path, as: Int.self, malformed: .skip(counting: skipped)) { try $0.value(0) }.print()
  /// let result = try await env.execute()
  /// print("\(result.accumulators["skippedLines"]?.longValue ?? 0) lines were left out")
  /// ```
  case skip(counting: SkippedLines = SkippedLines())

  /// Counts the line.
  /// - Parameter hasRecords: whether lines before it could be read.
  /// - Throws: ``DreyModel/Failure`` where it is not to be skipped.
  @usableFromInline func handle(_ error: any Error, path: String, lineOffset: Int, hasRecords: Bool) throws {
    // What has its own message and advice, such as a file that cannot be read, is no matter of a line.
    if error is Failure { throw error }
    let known = error as? MalformedLine
    let concernsFile = known?.concernsFile == true
    if case .skip(let skipped) = self, !concernsFile { return skipped.add() }
    let place = try LinePlace(path, known?.offset ?? lineOffset, inFirstLine: concernsFile)
    throw Failure(
      .user, "\(place): \(known?.message ?? "\(error)")",
      advice: concernsFile ? Self.fileAdvice : hasRecords ? Self.lineAdvice : Self.firstAdvice, isPermanent: true)
  }

  private static let fileAdvice = "Compare the file's header with the job's columns and separator."
  private static let lineAdvice = "Fix the line, or leave such lines out: malformed: .skip()."
  // All lines may be like that: to leave them out would leave nothing.
  private static let firstAdvice =
    "No line before it could be read either: do the job's type and the source's options fit this file?"
}

/// Counts the lines that were left out, in an accumulator over all subtasks of the job, and for this process.
public final class SkippedLines: Sendable {
  /// The name of the accumulator, a long counter, in the job's result. Several sources may count into the same.
  public let accumulator: String
  private let counter = Atomic(0)
  private let untold = Atomic(0)

  /// None yet.
  public init(accumulator: String = "skippedLines") { self.accumulator = accumulator }

  /// How many there were so far in this process. In a cluster each worker counts for itself: `main()` looks at the
  /// accumulator.
  public var count: Int { counter.load(ordering: .relaxed) }

  func add() {
    counter.add(1, ordering: .relaxed)
    untold.add(1, ordering: .relaxed)
  }

  /// How many there were since somebody asked last; subtasks that share the counter share them out.
  @usableFromInline func takeUntold() -> Int { untold.exchange(0, ordering: .relaxed) }
}
