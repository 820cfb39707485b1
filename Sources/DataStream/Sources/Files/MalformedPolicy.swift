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
  /// try await env.execute()
  /// print("\(skipped.count) lines were left out")
  /// ```
  case skip(counting: SkippedLines = SkippedLines())

  /// Counts the line.
  /// - Throws: ``DreyModel/Failure`` where it is not to be skipped.
  @usableFromInline func handle(_ error: any Error, path: String, lineOffset: Int) throws {
    // What has its own message and advice, such as a file that cannot be read, is no matter of a line.
    if error is Failure { throw error }
    let known = error as? MalformedLine
    if case .skip(let skipped) = self, known?.concernsFile != true { return skipped.add() }
    let place = try LinePlace(path, known?.offset ?? lineOffset)
    throw Failure(
      .user, "\(place): \(known?.message ?? "\(error)")",
      advice: known?.concernsFile == true ? nil : "Mend the line, or leave such lines out: malformed: .skip().")
  }
}

/// Counts the lines that were left out, over all subtasks of one process.
///
/// In a cluster each worker process counts for itself, and `main()` sees none of it.
public final class SkippedLines: Sendable {
  private let counter = Atomic(0)

  /// None yet.
  public init() {}

  /// How many there were so far.
  public var count: Int { counter.load(ordering: .relaxed) }

  func add() { counter.add(1, ordering: .relaxed) }
}
