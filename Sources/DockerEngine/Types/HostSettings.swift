/// Where a container's output is kept.
public struct LogConfig: Sendable, Equatable, Encodable {
  /// The driver, such as `json-file` or `local`.
  public var driver: String
  /// The driver's options, such as `max-size`.
  public var options: [String: String]

  public init(driver: String, options: [String: String] = [:]) {
    self.driver = driver
    self.options = options
  }

  enum CodingKeys: String, CodingKey {
    case driver = "Type"
    case options = "Config"
  }
}

/// What an engine does when a container's process ends by itself.
public struct RestartPolicy: Sendable, Equatable, Encodable {
  /// `no`, `always`, `unless-stopped` or `on-failure`.
  public var name: String
  /// With `on-failure`: how often at most; 0 means for ever.
  public var maximumRetries: Int

  public static let no = RestartPolicy(name: "no", maximumRetries: 0)
  public static let always = RestartPolicy(name: "always", maximumRetries: 0)
  public static let unlessStopped = RestartPolicy(name: "unless-stopped", maximumRetries: 0)

  /// Restarts after an exit code other than 0, at most so many times.
  public static func onFailure(maximumRetries: Int = 0) -> RestartPolicy {
    RestartPolicy(name: "on-failure", maximumRetries: maximumRetries)
  }

  enum CodingKeys: String, CodingKey {
    case name = "Name"
    case maximumRetries = "MaximumRetryCount"
  }
}

/// A limit on what a process may use.
public struct Ulimit: Sendable, Equatable, Encodable {
  /// Such as `nofile`.
  public var name: String
  public var soft: Int
  public var hard: Int

  public init(name: String, soft: Int, hard: Int) {
    self.name = name
    self.soft = soft
    self.hard = hard
  }

  enum CodingKeys: String, CodingKey {
    case name = "Name"
    case soft = "Soft"
    case hard = "Hard"
  }
}
