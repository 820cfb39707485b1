public import DreyModel

/// A service's arguments: `VERB [-D key=value]... [-- ARGUMENT...]`.
public struct ServiceCommandLine: Sendable, Equatable {
  public var verb: ContainerContract.Verb
  public var options: Options
  /// What follows `--`: the application's own.
  public var applicationArguments: [String]

  /// - Parameter arguments: without the program's own name.
  /// - Throws: ``Failure`` of the domain `usage` that names the argument or the option that is wrong.
  public init(_ arguments: [String]) throws(Failure) {
    try self.init(parsing: arguments)
    try options.check(on: .drey, for: .member)
  }

  /// Reads the arguments and does not look at what the options say.
  /// - Throws: ``Failure`` of the domain `usage` that names the argument that is wrong.
  public init(parsing arguments: [String]) throws(Failure) {
    let verbs = ContainerContract.Verb.allCases.map(\.rawValue).joined(separator: ", ")
    guard let first = arguments.first else { throw Failure(.usage, "no verb given", advice: "Give one of: \(verbs).") }
    guard let verb = ContainerContract.Verb(rawValue: first) else {
      throw Failure(.usage, "unknown verb '\(first)'", advice: "Give one of: \(verbs).")
    }
    self.verb = verb
    options = Options()
    applicationArguments = []
    var rest = arguments.dropFirst()
    while let argument = rest.popFirst(), argument != "--" { try addOption(argument, &rest) }
    applicationArguments = Array(rest)
  }

  private mutating func addOption(_ argument: String, _ rest: inout ArraySlice<String>) throws(Failure) {
    guard argument.hasPrefix("-D") else {
      throw Failure(.usage, "unexpected argument '\(argument)'", advice: "The application's arguments follow '--'.")
    }
    if argument.count > 2 { return try options.add(String(argument.dropFirst(2))) }
    guard let assignment = rest.popFirst() else { throw Failure(.usage, "-D needs a key=value after it") }
    try options.add(assignment)
  }
}

extension Options {
  /// `heartbeat.interval` and `heartbeat.timeout`.
  /// - Throws: ``Failure`` of the domain `usage` if the timeout is not longer than the interval.
  public func heartbeats() throws(Failure) -> HeartbeatSettings {
    let settings = HeartbeatSettings(
      interval: try milliseconds(.heartbeatInterval), timeout: try milliseconds(.heartbeatTimeout))
    if let conflict { throw conflict.failure }
    return settings
  }

  /// An address to open ports on; all of the machine's if the option is not given.
  /// - Throws: ``Failure`` of the domain `usage` if it is empty.
  public func host(_ key: OptionKey) throws(Failure) -> String {
    try check(key)
    return text(key) ?? "0.0.0.0"
  }
}
