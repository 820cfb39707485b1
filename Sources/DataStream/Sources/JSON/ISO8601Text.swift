import FoundationEssentials

/// Dates as ISO 8601 writes them, with as many decimals of a second as there are.
///
/// FoundationEssentials reads and writes milliseconds or none, and reads what is no date, such as the 30th of February.
enum ISO8601Text {
  /// The date in UTC, to the microsecond.
  static func text(_ date: Date) -> String {
    // Counted from where dates count from themselves, so that nothing is rounded on the way.
    let seconds = date.timeIntervalSinceReferenceDate
    let whole = seconds.rounded(.down)
    let micros = Int(((seconds - whole) * 1_000_000).rounded())
    let text = Date(timeIntervalSinceReferenceDate: micros == 1_000_000 ? whole + 1 : whole).formatted(.iso8601)
    guard micros % 1_000_000 > 0 else { return text }
    var decimals = String(1_000_000 + micros).dropFirst()
    while decimals.hasSuffix("0") { decimals.removeLast() }
    return "\(text.dropLast()).\(decimals)Z"
  }

  /// - Returns: nil if the text is no date with time and zone.
  static func date(_ text: String) -> Date? {
    var bytes = Array(text.utf8)
    // A date, a T, and a time up to its seconds are nineteen characters.
    guard bytes.count > 19, bytes[10] | 0x20 == UInt8(ascii: "t") else { return nil }
    bytes[10] = UInt8(ascii: "T")
    let utc = String(decoding: bytes[..<19], as: UTF8.self) + "Z"
    var rest = bytes[19...]
    guard let fraction = fraction(&rest), let offset = zone(rest),
      let whole = try? Date.ISO8601FormatStyle().parse(utc), whole.formatted(.iso8601) == utc
    else { return nil }
    return Date(timeIntervalSinceReferenceDate: whole.timeIntervalSinceReferenceDate - offset + fraction)
  }

  private static func fraction(_ rest: inout ArraySlice<UInt8>) -> Double? {
    guard let point = rest.first, ".,".utf8.contains(point) else { return 0 }
    let decimals = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
    rest = rest.dropFirst(1 + decimals.count)
    return decimals.isEmpty ? nil : Double("0." + String(decoding: decimals, as: UTF8.self))
  }

  /// The seconds that a zone is ahead: Z, +01, +0100 or +01:00.
  private static func zone(_ text: ArraySlice<UInt8>) -> Double? {
    guard let sign = text.first, !"zZ".utf8.contains(sign) || text.count > 1 else { return text.isEmpty ? nil : 0 }
    let digits = text.dropFirst().filter { $0 != UInt8(ascii: ":") || text.count != 6 }
    guard "+-".utf8.contains(sign), [2, 4].contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
      let hours = Int(String(decoding: digits.prefix(2), as: UTF8.self)), hours < 24
    else { return nil }
    let minutes = Int(String(decoding: digits.dropFirst(2), as: UTF8.self)) ?? 0
    return minutes > 59 ? nil : Double((hours * 60 + minutes) * 60 * (sign == UInt8(ascii: "-") ? -1 : 1))
  }
}
