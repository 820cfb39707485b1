/// A summary of one state of an operator in a snapshot, as far as it is known without reading the state.
public struct StateSummary: Sendable, Codable, Equatable {
  /// The state's name, unique in its operator.
  public var name: String
  /// The types of the keys and values; states of other types cannot take it over.
  public var type: String
  /// Keys, or pieces of what has no keys.
  public var count: Int

  public init(name: String, type: String, count: Int) {
    self.name = name
    self.type = type
    self.count = count
  }

  /// The name of the state of committers: what was prepared and is not committed yet, one piece each.
  public static let committables = "committables"
  /// The name of the state of sources: what is left to be read.
  public static let splits = "splits"
  /// The name of the state of subtasks whose checkpoint overtook records.
  public static let recordsInFlight = "records in flight"

  /// The summaries of all subtasks together, in the order of their names.
  public static func merged(_ summaries: [StateSummary]) -> [StateSummary] {
    var all: [String: StateSummary] = [:]
    for each in summaries {
      all[each.name, default: StateSummary(name: each.name, type: each.type, count: 0)].count += each.count
    }
    return all.values.sorted { $0.name < $1.name }
  }
}
