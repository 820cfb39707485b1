/// Amounts of memory as Flink's options write them: a whole number and perhaps a unit, such as `512m` or `1 gb`.
public enum FlinkMemorySize {
  /// Why a text is no amount of memory.
  public struct Invalid: Error {
    public var cause: String
  }

  private static let shifts: [String: Int] = [
    "": 0, "b": 0, "bytes": 0, "k": 10, "kb": 10, "kibibytes": 10, "m": 20, "mb": 20, "mebibytes": 20, "g": 30,
    "gb": 30,
    "gibibytes": 30, "t": 40, "tb": 40, "tebibytes": 40,
  ]

  /// The amount that a text means, in bytes.
  public static func bytes(_ text: String) throws(Invalid) -> Int {
    let trimmed = text.javaTrimmed
    let digits = trimmed.prefix { ("0"..."9").contains($0) }
    guard !digits.isEmpty else { throw Invalid(cause: "it does not begin with a whole number") }
    let unit = String(trimmed.dropFirst(digits.count)).javaTrimmed.lowercased()
    guard let shift = shifts[unit] else {
      throw Invalid(cause: "the unit '\(unit)' is none of b, k, m, g, t and their longer names")
    }
    guard let number = Int(digits), case (let bytes, let overflow) = number.multipliedReportingOverflow(by: 1 << shift),
      !overflow
    else { throw Invalid(cause: "that is more than 64 bits can count") }
    return bytes
  }

  /// The amount for people, exactly: `512 MiB`, `3 KiB` or `536870902 bytes`.
  public static func text(_ bytes: Int) -> String {
    if bytes != 0, bytes % (1 << 20) == 0 { return "\(bytes >> 20) MiB" }
    if bytes != 0, bytes % (1 << 10) == 0 { return "\(bytes >> 10) KiB" }
    return "\(bytes) bytes"
  }
}

extension String {
  /// Without the characters up to U+0020 at both ends, which is what Java means by it.
  public var javaTrimmed: String {
    let inner = unicodeScalars.drop { $0.value <= 32 }
    return String(String.UnicodeScalarView(inner.reversed().drop { $0.value <= 32 }.reversed()))
  }
}
