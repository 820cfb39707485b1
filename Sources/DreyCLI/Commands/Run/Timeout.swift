import ArgumentParser

/// Reads a length of time.
enum Timeout {
  /// `90s`, `10m`, `2h`, `250ms`, or a number of seconds.
  static func parse(_ text: String) throws -> Duration {
    let number = text.prefix { $0.isNumber || $0 == "." }
    let units = ["": 1000.0, "s": 1000, "ms": 1, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
    guard let value = Double(number), let unit = units[String(text.dropFirst(number.count))], value > 0,
      value * unit < 1e12
    else { throw ValidationError("'\(text)' is not a length of time; write 90s, 10m or 2h") }
    return .milliseconds(Int(value * unit))
  }
}
