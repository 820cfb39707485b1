/// The name of an operation on savepoints that a client has asked for: 32 lower-case hexadecimal digits, as Flink's
/// trigger id.
public struct SavepointRequestID: Sendable, Codable, Hashable, CustomStringConvertible {
  public let hex: String

  /// - Returns: nil unless `hex` is 32 lower-case hexadecimal digits.
  public init?(hex: String) {
    guard let id = JobID(hex: hex) else { return nil }
    self.hex = id.hex
  }

  private init(_ id: JobID) { hex = id.hex }

  /// A fresh random id.
  public static func random() -> SavepointRequestID { SavepointRequestID(JobID.random()) }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let hex = try container.decode(String.self)
    guard let id = SavepointRequestID(hex: hex) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "'\(hex.prefix(64))' is not a trigger id, which has 32 lower-case hexadecimal digits")
    }
    self = id
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(hex)
  }

  public var description: String { hex }
}

/// How far an operation on savepoints is.
public enum SavepointOperation: Sendable, Codable, Equatable {
  case inProgress
  /// It is done; the savepoint is in this folder, or it was disposed of (nil).
  case completed(path: String?)
  case failed(Failure)
}
