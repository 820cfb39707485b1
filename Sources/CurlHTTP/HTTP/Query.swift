/// The query of a request, encoded in the order in which it was added.
public struct Query: Sendable {
  private var items: [String] = []

  /// A query without items.
  public init() {}

  /// Everything after the path, with its question mark; empty if there is no item.
  public var encoded: String { items.isEmpty ? "" : "?" + items.joined(separator: "&") }

  /// Adds an item if there is a value.
  public mutating func add(_ name: String, _ value: String?) {
    guard let value else { return }
    items.append(name + "=" + PercentEncoding.component(value))
  }

  /// Adds an item if there is a value.
  public mutating func add(_ name: String, _ value: Int?) { add(name, value.map(String.init)) }

  /// Adds `name=true` if the flag is set; for servers that take an absent flag as false.
  public mutating func add(flag name: String, _ value: Bool) { if value { add(name, "true") } }

  /// Adds a flag whose absence a server takes as true.
  public mutating func add(explicit name: String, _ value: Bool) { add(name, value ? "true" : "false") }
}
