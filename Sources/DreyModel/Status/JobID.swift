/// The name of a job in a cluster: 32 lower-case hexadecimal digits, as Flink's.
public struct JobID: Sendable, Codable, Hashable, CustomStringConvertible {
  public let hex: String

  /// - Returns: nil unless `hex` is 32 lower-case hexadecimal digits.
  public init?(hex: String) {
    guard hex.utf8.count == 32, hex.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) else {
      return nil
    }
    self.hex = hex
  }

  private init(high: UInt64, low: UInt64) {
    func padded(_ value: UInt64) -> String {
      let digits = String(value, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }
    hex = padded(high) + padded(low)
  }

  /// A fresh random id.
  public static func random() -> JobID { JobID(high: .random(in: 0 ... .max), low: .random(in: 0 ... .max)) }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let id = JobID(hex: text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text.prefix(64))' is not a job id")
    }
    self = id
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(hex)
  }

  public var description: String { hex }
}
