import DreyModel

/// Numbers as Java reads, writes and multiplies them, where that is not what Swift does.
enum JavaNumber {
  /// A number that may be followed by `f` or `d`.
  static func float(_ text: String) -> Float? { literal(text).flatMap(Float.init) }

  /// A number that may be followed by `f` or `d`.
  static func double(_ text: String) -> Double? { literal(text).flatMap(Double.init) }

  /// The whole part of `bytes` times `factor`, exactly: the factor counts as the decimal number it is written as.
  /// - Returns: nil where that is more than 64 bits can count.
  static func product(_ bytes: Int, _ factor: Double) -> Int? {
    let number = decimal(factor)
    var (product, exponent) = (UInt128(bytes) * UInt128(number.digits), number.exponent)
    while exponent < 0, product > 0 { (product, exponent) = (product / 10, exponent + 1) }
    while exponent > 0, product > 0 {
      guard product <= UInt128(Int.max) else { return nil }
      (product, exponent) = (product * 10, exponent - 1)
    }
    return Int(exactly: product)
  }

  /// A finite number from 0 as Java prints it, with no more than eight digits after the point, the others cut off.
  static func text(_ value: Double) -> String {
    var (digits, exponent) = decimal(value)
    while exponent < -8, digits > 0 { (digits, exponent) = (digits / 10, exponent + 1) }
    return written(digits: digits, exponent: exponent)
  }

  /// `digits` times ten to the power of `exponent`, as the shortest decimal number that means `value`.
  private static func decimal(_ value: Double) -> (digits: UInt64, exponent: Int) {
    let parts = value.description.split(separator: "e")
    let number = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let fraction = number.count > 1 && number[1] != "0" ? number[1] : ""
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    return (UInt64(number[0] + fraction) ?? 0, exponent - fraction.count)
  }

  private static func written(digits: UInt64, exponent: Int) -> String {
    var (digits, exponent) = (digits, exponent)
    guard digits > 0 else { return "0.0" }
    while digits % 10 == 0 { (digits, exponent) = (digits / 10, exponent + 1) }
    let text = String(digits)
    let power = text.count - 1 + exponent
    guard (-3..<7).contains(power) else { return pointed(text, after: 1) + "E\(power)" }
    if power < 0 { return "0." + String(repeating: "0", count: -power - 1) + text }
    return pointed(text + String(repeating: "0", count: max(0, exponent)), after: power + 1)
  }

  private static func pointed(_ digits: String, after count: Int) -> String {
    let fraction = digits.dropFirst(count)
    return "\(digits.prefix(count)).\(fraction.isEmpty ? "0" : fraction)"
  }

  /// What Swift reads as the number that Java reads; nil where Java reads none.
  private static func literal(_ text: String) -> String? {
    var number = text.javaTrimmed.lowercased()
    let hexadecimal = number.contains("x")
    if let last = number.last, "fd".contains(last), !hexadecimal || number.contains("p") { number.removeLast() }
    guard number.allSatisfy({ $0.isASCII && !"in".contains($0) }), hexadecimal == number.contains("p") else {
      return nil
    }
    return number
  }
}
