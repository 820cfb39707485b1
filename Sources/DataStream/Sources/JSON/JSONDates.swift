import FoundationEssentials

/// How JSON spells a `Date`.
///
/// ```swift
/// env.readJSONLines("/data/events.jsonl", as: Event.self, dates: .millisecondsSince1970)
/// ```
/// JSON has no word for dates, and files do not say what their numbers mean: so a number is a date only where that is chosen.
public enum JSONDates: Sendable {
  /// Text such as `"2026-12-01T10:15:30.25Z"` or `"2026-12-01T11:15:30+01:00"`. A number is malformed.
  case iso8601
  /// A number of seconds, which may have a fraction.
  case secondsSince1970
  /// A number of milliseconds.
  case millisecondsSince1970

  /// The years 1 to 9999, which is what ISO 8601 can write.
  private static let years = -62_135_596_800.0..<253_402_300_800.0

  var decoding: JSONDecoder.DateDecodingStrategy { .custom { decoder in try date(from: decoder) } }

  var encoding: JSONEncoder.DateEncodingStrategy { .custom { date, encoder in try encode(date, encoder) } }

  private func date(from decoder: any Decoder) throws -> Date {
    let value = try decoder.singleValueContainer()
    switch self {
    case .iso8601:
      guard let text = try? value.decode(String.self) else {
        throw DecodingError.dataCorruptedError(
          in: value,
          debugDescription: (try? value.decode(Double.self)) == nil
            ? "this is no date"
            : "a number is no date by itself; say what it counts: dates: .secondsSince1970 or .millisecondsSince1970")
      }
      guard let date = ISO8601Text.date(text) else {
        throw DecodingError.dataCorruptedError(
          in: value, debugDescription: "'\(text.prefix(50))' is no date such as 2026-12-01T10:15:30Z")
      }
      return date
    case .secondsSince1970: return try date(seconds: value.decode(Double.self), value)
    case .millisecondsSince1970: return try date(seconds: value.decode(Double.self) / 1000, value)
    }
  }

  private func date(seconds: Double, _ value: any SingleValueDecodingContainer) throws -> Date {
    guard Self.years.contains(seconds) else {
      throw DecodingError.dataCorruptedError(
        in: value,
        debugDescription: "the date is not of the years 1 to 9999; is it a number of other units than 'dates:' says?")
    }
    return Date(timeIntervalSince1970: seconds)
  }

  private func encode(_ date: Date, _ encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    let seconds = date.timeIntervalSince1970
    guard Self.years.contains(seconds) else {
      throw EncodingError.invalidValue(
        date, .init(codingPath: encoder.codingPath, debugDescription: "the date is not of the years 1 to 9999"))
    }
    switch self {
    case .iso8601: try container.encode(ISO8601Text.text(date))
    case .secondsSince1970: try container.encode(seconds)
    case .millisecondsSince1970: try container.encode(seconds * 1000)
    }
  }
}
