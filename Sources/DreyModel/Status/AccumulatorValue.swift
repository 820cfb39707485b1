/// What an accumulator has come to, in one subtask or in all of a job's. Values of the same kind can be merged by those
/// who know nothing of the job's code.
public enum AccumulatorValue: Sendable, Equatable {
  /// A sum; Flink's `IntCounter` and `LongCounter`. Wraps where it overflows.
  case longCounter(Int)
  /// A sum; Flink's `DoubleCounter`.
  case doubleCounter(Double)
  /// The lowest of all values.
  case longMinimum(Int)
  /// The highest of all values.
  case longMaximum(Int)
  /// Records, as a job collects them for its client.
  case list(EncodedRecords)
  /// There is no value, and why.
  case failed(String)

  /// The value of a counter, a minimum or a maximum of whole numbers.
  public var longValue: Int? {
    switch self {
    case .longCounter(let value), .longMinimum(let value), .longMaximum(let value): value
    case .doubleCounter, .list, .failed: nil
    }
  }

  /// The value of a `DoubleCounter`.
  public var doubleValue: Double? { if case .doubleCounter(let value) = self { value } else { nil } }

  /// Takes in what another subtask's accumulator of the same name has come to.
  public mutating func merge(_ other: AccumulatorValue) {
    switch (self, other) {
    case (.longCounter(let one), .longCounter(let other)): self = .longCounter(one &+ other)
    case (.doubleCounter(let one), .doubleCounter(let other)): self = .doubleCounter(one + other)
    case (.longMinimum(let one), .longMinimum(let other)): self = .longMinimum(min(one, other))
    case (.longMaximum(let one), .longMaximum(let other)): self = .longMaximum(max(one, other))
    case (.list(let one), .list(let other)): self = .list(one + other)
    case (.failed, _): break
    case (_, .failed): self = other
    default: self = .failed("subtasks use the name for a \(kind) and for a \(other.kind)")
    }
  }

  /// Merges what several subtasks have, name by name.
  public static func merged(_ parts: some Sequence<[String: AccumulatorValue]>) -> [String: AccumulatorValue] {
    parts.reduce(into: [:]) { all, part in
      for (name, value) in part {
        if all[name] == nil { all[name] = value } else { all[name]?.merge(value) }
      }
    }
  }

  /// The value, or that there are too many records where they take more than `bytes`.
  public func limited(toBytes bytes: Int) -> AccumulatorValue {
    guard case .list(let records) = self, records.bytes.count > bytes else { return self }
    return .failed(
      "the collected records take \(records.bytes.count) bytes, at most \(bytes) can be sent to the client")
  }
}

/// Records one after the other as `StreamCodable` encodes them.
public struct EncodedRecords: Sendable, Equatable {
  /// Bytes of records that a job in a cluster may collect for its client: they travel through the JobManager.
  public static let clusterLimit = 1 << 20

  public var count: Int
  public var bytes: [UInt8]

  public init(count: Int, bytes: [UInt8]) {
    self.count = count
    self.bytes = bytes
  }

  static func + (one: EncodedRecords, other: EncodedRecords) -> EncodedRecords {
    EncodedRecords(count: one.count &+ other.count, bytes: one.bytes + other.bytes)
  }
}
