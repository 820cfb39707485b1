/// A small job in words that both runtimes understand; as JSON, that is what the Java side reads.
public struct JobDescription: Codable, Sendable, Equatable {
  /// How records are handled.
  public enum Mode: String, Codable, Sendable { case streaming, batch }
  /// Operators between a source and the operator under test.
  public enum Step: String, Codable, Sendable { case map, filter, spread }
  /// A window behind the operator under test.
  public struct Then: Codable, Sendable, Equatable { public var size: Int }

  /// Says where the job comes from, for instance its seed.
  public var id: String
  public var mode: Mode
  public var parallelism: Int
  public var pre: [Step]
  /// The elements of each source, in their order.
  public var sources: [[Element]]
  public var `operator`: TestedOperator
  public var then: Then?

  public init(
    id: String, mode: Mode = .streaming, parallelism: Int = 1, pre: [Step] = [], sources: [[Element]],
    _ tested: TestedOperator, then: Then? = nil
  ) {
    (self.id, self.mode, self.parallelism, self.pre) = (id, mode, parallelism, pre)
    (self.sources, self.operator, self.then) = (sources, tested, then)
  }
}

/// An element of a source.
public enum Element: Codable, Sendable, Equatable {
  case record(key: String, value: Int, time: Int)
  case watermark(Int)
  case idle

  private enum Name: String, CodingKey {
    case record = "r"
    case watermark = "w"
    case idle = "i"
  }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Name.self)
    if fields.contains(.record) {
      var record = try fields.nestedUnkeyedContainer(forKey: .record)
      self = try .record(
        key: record.decode(String.self), value: record.decode(Int.self), time: record.decode(Int.self))
    } else if let time = try fields.decodeIfPresent(Int.self, forKey: .watermark) {
      self = .watermark(time)
    } else {
      self = .idle
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Name.self)
    switch self {
    case .record(let key, let value, let time):
      var record = fields.nestedUnkeyedContainer(forKey: .record)
      try record.encode(key)
      try record.encode(value)
      try record.encode(time)
    case .watermark(let time): try fields.encode(time, forKey: .watermark)
    case .idle: try fields.encode(1, forKey: .idle)
    }
  }
}
