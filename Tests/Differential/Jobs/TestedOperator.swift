/// The operator under test. Which fields count is a matter of its kind.
public struct TestedOperator: Codable, Sendable, Equatable {
  public enum Kind: String, Codable, Sendable, CaseIterable {
    case window, keyed, process, windowJoin, coGroup, intervalJoin, connect, broadcast, keyedBroadcast

    /// Whether one of its streams is broadcast.
    public var isBroadcast: Bool { self == .broadcast || self == .keyedBroadcast }

    /// Whether it is one of two streams.
    var isJoin: Bool { ![.window, .keyed, .process].contains(self) }
  }
  public enum Assigner: String, Codable, Sendable {
    case tumbling, sliding, session, dynamicSession, global, count, countSliding
  }
  public enum Aggregate: String, Codable, Sendable {
    // The order in which records come does not matter to these.
    case count, sum, min, max
    // To these it does.
    case minBy, maxBy, latest, first, add, mix, concat, process

    var isOrdered: Bool { ![.count, .sum, .min, .max].contains(self) }
  }
  public struct Trigger: Codable, Sendable, Equatable {
    public enum Kind: String, Codable, Sendable { case count, continuous }
    public var kind: Kind
    public var number: Int
    public var purges: Bool

    public init(_ kind: Kind, _ number: Int, purges: Bool) {
      (self.kind, self.number, self.purges) = (kind, number, purges)
    }
  }
  public struct Evictor: Codable, Sendable, Equatable {
    public enum Kind: String, Codable, Sendable { case count, time }
    public var kind: Kind
    public var number: Int
    public var after: Bool

    public init(_ kind: Kind, _ number: Int, after: Bool) {
      (self.kind, self.number, self.after) = (kind, number, after)
    }
  }
  /// An action of a process function for a record, whose value chooses among several.
  public struct Action: Codable, Sendable, Equatable {
    public enum Kind: String, Codable, Sendable {
      case register, registerFromWatermark, registerEnd, delete, deleteLast, nothing
    }
    public var `do`: Kind
    public var delta: Int

    public init(_ kind: Kind, _ delta: Int = 0) { (self.do, self.delta) = (kind, delta) }
  }

  public var kind: Kind
  // Windows, also those of joins.
  public var all = false
  public var assigner: Assigner?
  public var size = 0
  public var slide = 0
  public var offset = 0
  public var trigger: Trigger?
  public var evictor: Evictor?
  public var lateness: Int?
  public var lateOutput: Bool?
  public var aggregate: Aggregate?
  // Interval joins.
  public var lower: Int?
  public var upper: Int?
  public var exclusive: Bool?
  // Process functions.
  public var actions: [Action]?
  public var again: Int?
  public var limit: Int?
  public var clears: Bool?

  public init(_ kind: Kind) { self.kind = kind }

  /// Windows of a kind, and what is computed of each.
  public static func window(
    _ assigner: Assigner, _ size: Int, slide: Int = 0, offset: Int = 0, _ aggregate: Aggregate, lateness: Int? = nil,
    lateOutput: Bool? = nil, trigger: Trigger? = nil, evictor: Evictor? = nil
  ) -> TestedOperator {
    var result = TestedOperator(.window)
    (result.assigner, result.size, result.slide, result.offset) = (assigner, size, slide, offset)
    (result.aggregate, result.lateness, result.lateOutput) = (aggregate, lateness, lateOutput)
    (result.trigger, result.evictor) = (trigger, evictor)
    return result
  }

  /// An operator that combines the records of each key.
  public static func keyed(_ aggregate: Aggregate) -> TestedOperator {
    var result = TestedOperator(.keyed)
    result.aggregate = aggregate
    return result
  }

  /// A process function.
  public static func process(
    _ actions: [Action], again: Int = 0, limit: Int = 0, clears: Bool = false
  ) -> TestedOperator {
    var result = TestedOperator(.process)
    (result.actions, result.again, result.limit, result.clears) = (actions, again, limit, clears)
    return result
  }
}
