/// Which things a list or the event stream is about: all conditions hold, each with any of its values.
public struct EngineFilters: Sendable, Equatable, ExpressibleByDictionaryLiteral {
  /// The values by the filter's name, such as `label`, `name`, `status`, `type`, `event`, `container`.
  public var values: [String: [String]]

  public init(_ values: [String: [String]] = [:]) { self.values = values }

  public init(dictionaryLiteral elements: (String, [String])...) {
    values = Dictionary(elements, uniquingKeysWith: +)
  }

  /// Things that have a label, or that have it with one particular value.
  public static func label(_ name: String, _ value: String? = nil) -> EngineFilters {
    ["label": [value.map { "\(name)=\($0)" } ?? name]]
  }

  /// Both filters' conditions. Labels add up: every one of them has to hold.
  public func and(_ other: EngineFilters) -> EngineFilters {
    EngineFilters(values.merging(other.values, uniquingKeysWith: +))
  }

  /// Whether there is no condition.
  public var isEmpty: Bool { values.isEmpty }
}
