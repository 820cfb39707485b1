/// Times as they are written in Flink's configuration: `10 s`, `500ms`, a number of milliseconds, or as ISO 8601 has them, such
/// as `PT1M30S`. What is less than a millisecond is left out.
public enum DurationText {
  /// Nanoseconds of each unit.
  private static let units: [(names: [String], nanoseconds: Int)] = [
    (["d", "day", "days"], 86_400_000_000_000), (["h", "hour", "hours"], 3_600_000_000_000),
    (["m", "min", "minute", "minutes"], 60_000_000_000), (["s", "sec", "secs", "second", "seconds"], 1_000_000_000),
    (["", "ms", "milli", "millis", "millisecond", "milliseconds"], 1_000_000),
    (["µs", "μs", "us", "micro", "micros", "microsecond", "microseconds"], 1000),
    (["ns", "nano", "nanos", "nanosecond", "nanoseconds"], 1),
  ]

  /// The milliseconds that a text means; nil if it is no time, or one too long to be counted.
  public static func milliseconds(_ text: String) -> Int? {
    let trimmed = text.javaTrimmed.lowercased()
    if trimmed.hasPrefix("p") { return isoMilliseconds(trimmed.dropFirst()) }
    let digits = trimmed.prefix { $0.isASCII && $0.isNumber }
    let name = String(trimmed.dropFirst(digits.count)).javaTrimmed
    guard let value = Int(digits), let scale = units.first(where: { $0.names.contains(name) })?.nanoseconds else {
      return nil
    }
    guard scale >= 1_000_000 else { return value / (1_000_000 / scale) }
    let (milliseconds, overflow) = value.multipliedReportingOverflow(by: scale / 1_000_000)
    return overflow ? nil : milliseconds
  }

  /// Parses the text after the `P`: days, then after a `T` hours, minutes, and seconds with or without a fraction.
  private static func isoMilliseconds(_ text: Substring) -> Int? {
    let parts = text.split(separator: "t", maxSplits: 1, omittingEmptySubsequences: false)
    var total = 0.0
    var isEmpty = true
    for (part, units) in zip(parts, [[("d", 86_400_000.0)], [("h", 3_600_000), ("m", 60_000), ("s", 1000)]]) {
      var (rest, units) = (part, units[...])
      while !rest.isEmpty {
        let number = rest.prefix { $0.isNumber || $0 == "." }
        rest = rest.dropFirst(number.count)
        guard let unit = rest.popFirst().map(String.init), let place = units.firstIndex(where: { $0.0 == unit }),
          let value = Double(number), unit == "s" || !number.contains(".")
        else { return nil }
        total += value * units[place].1
        units = units[(place + 1)...]
        isEmpty = false
      }
    }
    guard !isEmpty, parts.count == 1 || !parts[1].isEmpty, total < 9e15 else { return nil }
    return Int(total)
  }
}
