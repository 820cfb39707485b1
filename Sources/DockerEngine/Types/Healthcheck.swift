/// How an engine finds out whether a container's process is well.
public struct Healthcheck: Sendable, Equatable, Encodable {
  /// The command to run inside the container, beginning with `CMD` (arguments follow) or `CMD-SHELL` (a shell line
  /// follows); `["NONE"]` switches the image's check off.
  public var test: [String]
  /// The time between two checks; `nil` means the engine's default, 30 s.
  public var interval: Duration?
  /// The time after which a check has failed; `nil` means the engine's default, 30 s.
  public var timeout: Duration?
  /// How many failures in a row make a container unhealthy; `nil` means the engine's default, 3.
  public var retries: Int?
  /// The time in which failures do not count; `nil` means none.
  public var startPeriod: Duration?

  public init(
    test: [String], interval: Duration? = nil, timeout: Duration? = nil, retries: Int? = nil,
    startPeriod: Duration? = nil
  ) {
    self.test = test
    self.interval = interval
    self.timeout = timeout
    self.retries = retries
    self.startPeriod = startPeriod
  }

  enum CodingKeys: String, CodingKey {
    case test = "Test"
    case interval = "Interval"
    case timeout = "Timeout"
    case retries = "Retries"
    case startPeriod = "StartPeriod"
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(test, forKey: .test)
    try container.encodeIfPresent(interval?.nanoseconds, forKey: .interval)
    try container.encodeIfPresent(timeout?.nanoseconds, forKey: .timeout)
    try container.encodeIfPresent(retries, forKey: .retries)
    try container.encodeIfPresent(startPeriod?.nanoseconds, forKey: .startPeriod)
  }
}

extension Duration {
  /// The duration in nanoseconds, at most what an `Int` holds.
  var nanoseconds: Int {
    let (seconds, attoseconds) = components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    return overflow ? (seconds < 0 ? .min : .max) : Int(whole) + Int(attoseconds / 1_000_000_000)
  }

  /// The duration in whole seconds, rounded up.
  var wholeSeconds: Int { Int(components.seconds) + (components.attoseconds > 0 ? 1 : 0) }
}
