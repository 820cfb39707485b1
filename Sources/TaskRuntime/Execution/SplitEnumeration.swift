public import DreyModel

/// Finds out what the sources of a job read.
public enum SplitEnumeration {
  /// Returns the splits of all of the job's sources, or only of the sources that are these vertices.
  /// - Throws: ``EnumerationFailure`` if a source cannot enumerate its splits.
  public static func splits(
    of program: JobProgram, vertices: [Int]? = nil
  ) throws(EnumerationFailure) -> SourceSplits {
    var splits = SourceSplits()
    for vertex in program.graph.vertices where vertices?.contains(vertex.id) ?? true {
      guard let enumerate = program.vertices[vertex.id].enumerate else { continue }
      do {
        for (index, bytes) in try enumerate(vertex.parallelism).enumerated() {
          splits.append(SplitsPart(subtask: SubtaskID(vertex: vertex.id, index: index), bytes: bytes))
        }
      } catch {
        let failure = error as? Failure ?? Failure(.user, "'\(vertex.name)' cannot enumerate its splits: \(error)")
        throw EnumerationFailure(vertex: vertex.id, failure: failure)
      }
    }
    return splits
  }
}

/// A source could not say what there is to read.
public struct EnumerationFailure: Error {
  /// The source.
  public let vertex: Int
  /// Why it could not.
  public let failure: Failure
}
