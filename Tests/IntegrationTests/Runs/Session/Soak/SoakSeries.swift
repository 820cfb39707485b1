/// What was measured in the course of a soak, and whether it grew.
struct SoakSeries: Sendable {
  /// Something that must not grow with the number of jobs.
  struct Quantity: Sendable {
    var name: String
    var unit: String
    /// What the last third may have more than the first one, as a factor and added to that.
    var factor: Double
    var slack: Double
    /// What no sample may exceed; nil: no bound.
    var bound: Double?
    /// A value and the second it was measured at.
    var samples: [(second: Double, value: Double)] = []
    /// The share of samples below the value that is compared: 0.5 is the median.
    var share = 0.5
  }

  /// A comparison of what came early with what came late.
  struct Finding: Sendable {
    var name: String
    var unit: String
    var first: Double
    var last: Double
    var highest: Double
    var limit: Double
    var bound: Double?
    var hasGrown: Bool { last > limit }
    var isBeyondBound: Bool { bound.map { highest > $0 } ?? false }
  }

  var quantities: [Quantity]

  /// Compares the first third with the last one of what was measured in a period.
  /// - Returns: nothing of a quantity that has less than four samples in either third.
  func findings(from begin: Double, to end: Double) -> [Finding] {
    let third = (end - begin) / 3
    return quantities.compactMap { quantity in
      func values(_ from: Double, _ to: Double) -> [Double] {
        quantity.samples.filter { $0.second >= from && $0.second < to }.map(\.value).sorted()
      }
      let (early, late) = (values(begin, begin + third), values(end - third, end))
      guard early.count >= 4, late.count >= 4 else { return nil }
      let first = Self.quantile(quantity.share, of: early)
      return Finding(
        name: quantity.name, unit: quantity.unit, first: first, last: Self.quantile(quantity.share, of: late),
        highest: quantity.samples.map(\.value).max() ?? 0, limit: first * quantity.factor + quantity.slack,
        bound: quantity.bound)
    }
  }

  /// - Parameter values: sorted and not empty.
  static func quantile(_ share: Double, of values: [Double]) -> Double {
    values[min(values.count - 1, Int(Double(values.count) * share))]
  }

  /// One line per second and quantity.
  var csv: String {
    let lines = quantities.flatMap { quantity in
      quantity.samples.map { "\(Self.text($0.second)),\(quantity.name),\(Self.text($0.value)),\(quantity.unit)" }
    }
    return (["second,quantity,value,unit"] + lines).joined(separator: "\n") + "\n"
  }

  /// With one digit after the point.
  static func text(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
}
