import DreyModel
import Synchronization

/// The accumulators of one subtask by name.
final class AccumulatorRegistry: Sendable {
  /// Names that one subtask may use.
  static let maximumCount = 1000
  /// Bytes that the records of a ``RecordList`` may have.
  let listLimit: Int
  private let accumulators = Mutex<[String: any Accumulator]>([:])

  init(listLimit: Int) { self.listLimit = listLimit }

  /// The accumulator of that name, made where there is none.
  /// - Throws: ``Failure`` where it is of another kind, or there are too many.
  func accumulator<Kind: Accumulator>(_ name: String, as kind: Kind.Type) throws(Failure) -> Kind {
    let result: Result<Kind, Failure> = accumulators.withLock { accumulators in
      if let known = accumulators[name] {
        guard let same = known as? Kind else { return .failure(Self.otherKind(name, "\(type(of: known))", "\(kind)")) }
        return .success(same)
      }
      guard accumulators.count < Self.maximumCount, name.utf8.count <= 256 else { return .failure(Self.tooMany(name)) }
      let new = Kind()
      accumulators[name] = new
      return .success(new)
    }
    return try result.get()
  }

  /// What all of them have come to; without the records of lists while the subtask is at work.
  func values(isFinal: Bool) -> [String: AccumulatorValue] {
    accumulators.withLock { $0 }.filter { isFinal || !($0.value is RecordList) }.mapValues(\.localValue)
  }

  private static func otherKind(_ name: String, _ known: String, _ wanted: String) -> Failure {
    Failure(
      .user, "accumulator '\(name)' is a \(known) already, and was asked for as a \(wanted)",
      advice: "Give the two different names.", isPermanent: true)
  }

  private static func tooMany(_ name: String) -> Failure {
    Failure(
      .user,
      "accumulator '\(name.prefix(64))' cannot be had: a subtask has at most \(maximumCount), of names of 256 bytes",
      advice: "Name accumulators after what they count, not after the data.")
  }
}

extension SubtaskContext {
  /// The accumulator of that name, the same for all who ask for it in this subtask.
  ///
  /// ```swift
  /// let longest = try context.subtask.getAccumulator("longest line", as: LongMaximum.self)
  /// ```
  /// - Throws: ``DreyModel/Failure`` where the name stands for one of another kind.
  public func getAccumulator<Kind: Accumulator>(_ name: String, as kind: Kind.Type) throws -> Kind {
    try monitor.accumulators.accumulator(name, as: kind)
  }

  /// The sum of whole numbers of that name.
  /// - Throws: ``DreyModel/Failure`` where the name stands for an accumulator of another kind.
  public func getLongCounter(_ name: String) throws -> LongCounter { try getAccumulator(name, as: LongCounter.self) }

  /// The sum of numbers of that name.
  /// - Throws: ``DreyModel/Failure`` where the name stands for an accumulator of another kind.
  public func getDoubleCounter(_ name: String) throws -> DoubleCounter {
    try getAccumulator(name, as: DoubleCounter.self)
  }

  /// Bytes of records that may be collected for the client in one subtask.
  public var collectLimit: Int { monitor.accumulators.listLimit }
}
