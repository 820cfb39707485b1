/// What a container is doing.
public struct ContainerState: Sendable, Equatable, Decodable {
  /// Where a container is in its life; engines may know more states than those named here.
  public struct Status: RawRepresentable, Sendable, Hashable {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let created = Status(rawValue: "created")
    public static let running = Status(rawValue: "running")
    public static let paused = Status(rawValue: "paused")
    public static let restarting = Status(rawValue: "restarting")
    public static let removing = Status(rawValue: "removing")
    public static let exited = Status(rawValue: "exited")
    public static let dead = Status(rawValue: "dead")
  }

  public var status: Status
  public var isRunning: Bool
  /// The process's exit code; 0 while it has not ended. 137 with a memory limit may mean that the kernel killed it for
  /// want of memory even if `isOutOfMemoryKilled` is false.
  public var exitCode: Int
  /// Whether the kernel killed a process of the container for want of memory.
  public var isOutOfMemoryKilled: Bool
  /// Why it could not be started; empty otherwise.
  public var error: String
  /// The process's id on the host; 0 while there is none.
  public var pid: Int
  /// In RFC 3339; the year 1 means never.
  public var startedAt: String
  /// In RFC 3339; the year 1 means never.
  public var finishedAt: String
  /// `starting`, `healthy` or `unhealthy`; `nil` without a healthcheck.
  public var health: String?

  enum CodingKeys: String, CodingKey {
    case status = "Status"
    case isRunning = "Running"
    case exitCode = "ExitCode"
    case isOutOfMemoryKilled = "OOMKilled"
    case error = "Error"
    case pid = "Pid"
    case startedAt = "StartedAt"
    case finishedAt = "FinishedAt"
    case health = "Health"
  }

  private struct Health: Decodable {
    var status: String?

    enum CodingKeys: String, CodingKey {
      case status = "Status"
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    status = Status(rawValue: try container.decode(.status, or: ""))
    isRunning = try container.decode(.isRunning, or: false)
    exitCode = try container.decode(.exitCode, or: 0)
    isOutOfMemoryKilled = try container.decode(.isOutOfMemoryKilled, or: false)
    error = try container.decode(.error, or: "")
    pid = try container.decode(.pid, or: 0)
    startedAt = try container.decode(.startedAt, or: "")
    finishedAt = try container.decode(.finishedAt, or: "")
    let health = try container.decodeIfPresent(Health.self, forKey: .health)?.status
    self.health = health == "none" || health == "" ? nil : health
  }
}
