/// How serious a log message is; the names are Log4j's, which Flink logs with.
public enum LogLevel: String, Sendable, Encodable, CaseIterable {
  case trace = "TRACE"
  case debug = "DEBUG"
  case info = "INFO"
  case warn = "WARN"
  case error = "ERROR"
  case fatal = "FATAL"

  /// Reads a level in any case; a word that is not a level counts as ``info``.
  public init(named word: String) { self = LogLevel(rawValue: word.uppercased()) ?? .info }

  /// Returns whether people are told without asking.
  public var isProblem: Bool { self == .warn || self == .error || self == .fatal }
}

extension LogLevel: Decodable {
  public init(from decoder: any Decoder) throws {
    self.init(named: try decoder.singleValueContainer().decode(String.self))
  }
}
