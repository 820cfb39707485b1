extension ChildProcess {
  /// What to start, and how.
  public struct Configuration: Sendable {
    /// A path, or a name that is looked up in `PATH` of the parent.
    public var executable: String
    /// Without the program's own name.
    public var arguments: [String]
    /// nil: that of the parent.
    public var environment: [String: String]?
    /// nil: that of the parent.
    public var workingDirectory: String?
    public var standardInput: Redirection
    public var standardOutput: Redirection
    public var standardError: Redirection
    public var isolation: Isolation

    /// By default it reads nothing, writes where the parent does, and leads a process group of its own.
    public init(
      executable: String, arguments: [String] = [], environment: [String: String]? = nil,
      workingDirectory: String? = nil, standardInput: Redirection = .null, standardOutput: Redirection = .inherit,
      standardError: Redirection = .inherit, isolation: Isolation = .group
    ) {
      self.executable = executable
      self.arguments = arguments
      self.environment = environment
      self.workingDirectory = workingDirectory
      self.standardInput = standardInput
      self.standardOutput = standardOutput
      self.standardError = standardError
      self.isolation = isolation
    }
  }

  /// Where one of the three standard streams leads.
  public enum Redirection: Sendable, Equatable {
    /// Where that of the parent leads.
    case inherit
    /// `/dev/null`.
    case null
    /// An open descriptor of the parent, which keeps it and may close it after the start.
    case descriptor(Int32)
    /// A new pipe; the parent's end is in ``ChildProcess/pipes``.
    case pipe
  }

  /// What the child shares with its parent as to signals.
  public enum Isolation: Sendable, Equatable {
    /// It stays in the parent's process group, so that a Ctrl-C reaches it as well.
    case none
    /// It leads a process group of its own, which ``ChildProcess/signal(_:)`` reaches as a whole.
    case group
    /// It leads a session, and so a group, of its own, and has no terminal.
    case session
  }

  /// The parent's ends of the pipes that ``Redirection/pipe`` asked for; whoever takes one closes it.
  public struct Pipes: Sendable {
    /// To write to.
    public var standardInput: Int32?
    /// To read from.
    public var standardOutput: Int32?
    /// To read from.
    public var standardError: Int32?
  }
}
