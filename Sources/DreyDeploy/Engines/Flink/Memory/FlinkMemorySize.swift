/// Amounts of memory as Flink's options write them: a whole number and perhaps a unit, such as `512m` or `1 gb`.
enum FlinkMemorySize {
  /// Why a text is no amount of memory.
  struct Invalid: Error {
    var cause: String
  }

  private static let shifts: [String: Int] = [
    "": 0, "b": 0, "bytes": 0, "k": 10, "kb": 10, "kibibytes": 10, "m": 20, "mb": 20, "mebibytes": 20, "g": 30,
    "gb": 30,
    "gibibytes": 30, "t": 40, "tb": 40, "tebibytes": 40,
  ]

  static func bytes(_ text: String) throws(Invalid) -> Int {
    let trimmed = JavaNumber.trimmed(text)
    let digits = trimmed.prefix { ("0"..."9").contains($0) }
    guard !digits.isEmpty else { throw Invalid(cause: "it does not begin with a whole number") }
    let unit = JavaNumber.trimmed(String(trimmed.dropFirst(digits.count))).lowercased()
    guard let shift = shifts[unit] else {
      throw Invalid(cause: "the unit '\(unit)' is none of b, k, m, g, t and their longer names")
    }
    guard let number = Int(digits), case (let bytes, let overflow) = number.multipliedReportingOverflow(by: 1 << shift),
      !overflow
    else { throw Invalid(cause: "that is more than 64 bits can count") }
    return bytes
  }

  /// The amount for people, exactly: `512 MiB`, `3 KiB` or `536870902 bytes`.
  static func text(_ bytes: Int) -> String {
    if bytes != 0, bytes % (1 << 20) == 0 { return "\(bytes >> 20) MiB" }
    if bytes != 0, bytes % (1 << 10) == 0 { return "\(bytes >> 10) KiB" }
    return "\(bytes) bytes"
  }
}
