import DataStream

/// An element of a source as the operators see it.
struct Item: Codable, StreamCodable, Equatable {
  enum Kind: Int, Codable { case record, watermark, idle }

  var key = ""
  var value = 0
  /// The record's place, unlike that of any other record of the job.
  var seq = 0
  var time = 0
  var kind = Kind.record

  init(_ element: Element, seq: Int) {
    self.seq = seq
    switch element {
    case .record(let key, let value, let time): (self.key, self.value, self.time) = (key, value, time)
    case .watermark(let time): (self.kind, self.time) = (.watermark, time)
    case .idle: kind = .idle
    }
  }

  func with(value: Int) -> Item {
    var copy = self
    copy.value = value
    return copy
  }
}

/// A result of the operator under test.
struct Outcome: Codable, StreamCodable {
  var key: String
  /// The number that a second window adds up.
  var number: Int
  var text: String

  init(_ key: String, _ number: Int, _ text: String) { (self.key, self.number, self.text) = (key, number, text) }

  init(best item: Item) { self.init(item.key, item.value, "\(item.value)#\(item.seq)") }

  static func time(_ time: Int) -> String { time == .min ? "min" : time == .max ? "max" : "\(time)" }
}

extension TimeWindow {
  var named: String { self == .global ? "global" : "[\(start),\(end))" }
}

extension [Item] {
  /// Names records in the order in which a window has them.
  var places: String { map { "\($0.value)#\($0.seq)" }.joined(separator: ",") }
}
