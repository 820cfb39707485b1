extension Options {
  /// The value of a key as a time in milliseconds, written as Flink does, such as `10 s` or `500ms`.
  ///
  /// A number without a unit is milliseconds. Units are `d`, `h`, `min` or `m`, `s`, `ms`, `us` or `µs` and `ns`, also in
  /// full (`day`, `hour`, `minute`, `second`, `milli`, `micro`, `nano`) and in the plural; what is less than a millisecond
  /// is left out.
  /// - Throws: ``Failure`` of the domain `usage` where the value is something else, or less than `minimum`.
  public func milliseconds(_ key: OptionKey, default fallback: Int, minimum: Int = 0) throws(Failure) -> Int {
    guard let text = self[key] else { return fallback }
    guard let value = DurationText.milliseconds(text), value >= minimum else {
      throw Failure(
        .usage, "\(key.rawValue) is '\(text)', expected a time of at least \(minimum) ms",
        advice: "Write it as '10 s', '500 ms' or '2 min'.")
    }
    return value
  }

  /// The value of a key as a number, which may have a fraction, of at least `minimum`.
  /// - Throws: ``Failure`` of the domain `usage` where the value is something else.
  public func number(_ key: OptionKey, default fallback: Double, minimum: Double) throws(Failure) -> Double {
    guard let text = self[key] else { return fallback }
    guard let value = Double(text), value.isFinite, value >= minimum else {
      throw Failure(.usage, "\(key.rawValue) is '\(text)', expected a number of at least \(minimum)")
    }
    return value
  }

  /// These options, and of `others` those whose keys are not among them.
  public func merged(over others: Options) -> Options { Options(others.values.merging(values) { $1 }) }
}

/// Times as they are written in Flink's configuration.
enum DurationText {
  /// Nanoseconds of each unit.
  private static let units: [(names: [String], nanoseconds: Int)] = [
    (["d", "day", "days"], 86_400_000_000_000), (["h", "hour", "hours"], 3_600_000_000_000),
    (["m", "min", "minute", "minutes"], 60_000_000_000), (["s", "sec", "secs", "second", "seconds"], 1_000_000_000),
    (["", "ms", "milli", "millis", "millisecond", "milliseconds"], 1_000_000),
    (["µs", "μs", "us", "micro", "micros", "microsecond", "microseconds"], 1000),
    (["ns", "nano", "nanos", "nanosecond", "nanoseconds"], 1),
  ]

  /// - Returns: nil where the text is no time, or one too long to be counted.
  static func milliseconds(_ text: String) -> Int? {
    let trimmed = text.drop { $0.isWhitespace }
    let digits = trimmed.prefix { $0.isASCII && $0.isNumber }
    var unit = trimmed.dropFirst(digits.count).drop { $0.isWhitespace }
    while let last = unit.last, last.isWhitespace { unit.removeLast() }
    let name = unit.lowercased()
    guard let value = Int(digits), let scale = units.first(where: { $0.names.contains(name) })?.nanoseconds else {
      return nil
    }
    guard scale >= 1_000_000 else { return value / (1_000_000 / scale) }
    let (milliseconds, overflow) = value.multipliedReportingOverflow(by: scale / 1_000_000)
    return overflow ? nil : milliseconds
  }
}
