/// A command to run inside a container.
public struct ExecSpec: Sendable, Equatable, Encodable {
  /// The executable and its arguments.
  public var command: [String]
  /// Added to the container's environment.
  public var environment: [String: String]
  /// `nil` means the container's.
  public var user: String?
  /// `nil` means the container's.
  public var workingDirectory: String?

  public init(
    _ command: [String], environment: [String: String] = [:], user: String? = nil, workingDirectory: String? = nil
  ) {
    self.command = command
    self.environment = environment
    self.user = user
    self.workingDirectory = workingDirectory
  }

  private enum CodingKeys: String, CodingKey {
    case command = "Cmd"
    case environment = "Env"
    case user = "User"
    case workingDirectory = "WorkingDir"
    case attachesStdout = "AttachStdout"
    case attachesStderr = "AttachStderr"
    case tty = "Tty"
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(command, forKey: .command)
    try container.encode(environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }, forKey: .environment)
    try container.encodeIfPresent(user, forKey: .user)
    try container.encodeIfPresent(workingDirectory, forKey: .workingDirectory)
    try container.encode(true, forKey: .attachesStdout)
    try container.encode(true, forKey: .attachesStderr)
    try container.encode(false, forKey: .tty)
  }
}

/// A command as the engine describes it.
public struct ExecDetails: Sendable, Equatable, Decodable {
  public var id: String
  public var isRunning: Bool
  /// `nil` while it has not ended.
  public var exitCode: Int?

  enum CodingKeys: String, CodingKey {
    case id = "ID"
    case isRunning = "Running"
    case exitCode = "ExitCode"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    id = try container.decode(.id, or: "")
    isRunning = try container.decode(.isRunning, or: false)
    exitCode = try container.decodeIfPresent(Int.self, forKey: .exitCode)
  }
}

/// How a command ended.
public struct ExecResult: Sendable, Equatable {
  /// `nil` if the engine does not know it, which happens when the container ends with it.
  public var exitCode: Int?
  public var output: CollectedOutput

  public init(exitCode: Int?, output: CollectedOutput) {
    self.exitCode = exitCode
    self.output = output
  }
}
