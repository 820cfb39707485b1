extension AccumulatorValue {
  /// Flink's name for an accumulator of this kind.
  public var kind: String {
    switch self {
    case .longCounter: "LongCounter"
    case .doubleCounter: "DoubleCounter"
    case .longMinimum: "LongMinimum"
    case .longMaximum: "LongMaximum"
    case .list: "ListAccumulator"
    case .failed: "FailedAccumulator"
    }
  }

  /// The value as people read it.
  public var summary: String {
    switch self {
    case .longCounter(let value), .longMinimum(let value), .longMaximum(let value): "\(value)"
    case .doubleCounter(let value): "\(value)"
    case .list(let records): "\(records.count) records"
    case .failed(let why): why
    }
  }

  /// Kind and value, such as `LongCounter 5`; ``init(text:)`` reads it back.
  public var text: String {
    guard case .list(let records) = self else { return "\(kind) \(summary)" }
    return "\(kind) \(records.count) \(Hexadecimal.encode(records.bytes))"
  }

  /// - Returns: nil where the text is of no accumulator.
  public init?(text: String) {
    let parts = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let value = parts[1]
    let read: AccumulatorValue? =
      switch parts[0] {
      case "LongCounter": Int(value).map { .longCounter($0) }
      case "DoubleCounter": Double(value).map { .doubleCounter($0) }
      case "LongMinimum": Int(value).map { .longMinimum($0) }
      case "LongMaximum": Int(value).map { .longMaximum($0) }
      case "ListAccumulator": EncodedRecords(value).map { .list($0) }
      case "FailedAccumulator": .failed(String(value))
      default: nil
      }
    guard let read else { return nil }
    self = read
  }
}

extension EncodedRecords {
  fileprivate init?(_ text: Substring) {
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 2, let count = Int(parts[0]), count >= 0, let bytes = Hexadecimal.decode(parts[1].utf8) else {
      return nil
    }
    self.init(count: count, bytes: bytes)
  }
}

// As text, since JSON has no numbers for infinity and for what is no number, and spells bytes out as lists of numbers.
extension AccumulatorValue: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = AccumulatorValue(text: text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text.prefix(64))' is no accumulator")
    }
    self = value
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
