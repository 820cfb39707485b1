import DataStream

/// The functions that records are combined with; the order matters to most.
enum Reducing {
  static func function(_ kind: TestedOperator.Aggregate) -> @Sendable (Item, Item) -> Item {
    switch kind {
    case .first: { first, _ in first }
    case .add: { $0.with(value: $0.value + $1.value) }
    case .mix: { $1.with(value: ($0.value * 31 + $1.value) % 1_000_003) }
    default: { $1 }
    }
  }

  /// Text that shows the order.
  struct Concat: AggregateFunction {
    func createAccumulator() -> String { "" }
    func add(_ item: Item, to text: inout String) { merge("\(item.seq)", into: &text) }
    func merge(_ other: String, into text: inout String) {
      if other.isEmpty { return }
      text = text.isEmpty ? other : text + "," + other
    }
    func getResult(_ text: String) -> String { text }
  }
}
