public import DreyModel

/// A service's arguments: `VERB [-D key=value]... [-- ARGUMENT...]`.
public struct ServiceCommandLine: Sendable, Equatable {
  public var verb: ContainerContract.Verb
  public var options: Options
  /// What follows `--`: the application's own.
  public var applicationArguments: [String]

  /// - Parameter arguments: without the program's own name.
  /// - Throws: ``Failure`` of the domain `usage` that names the argument which is wrong.
  public init(_ arguments: [String]) throws(Failure) {
    let verbs = ContainerContract.Verb.allCases.map(\.rawValue).joined(separator: ", ")
    guard let first = arguments.first else { throw Failure(.usage, "no verb given", advice: "Give one of: \(verbs).") }
    guard let verb = ContainerContract.Verb(rawValue: first) else {
      throw Failure(.usage, "unknown verb '\(first)'", advice: "Give one of: \(verbs).")
    }
    self.verb = verb
    options = Options()
    applicationArguments = []
    var rest = arguments.dropFirst()
    while let argument = rest.popFirst() {
      if argument == "--" {
        applicationArguments = Array(rest)
        return
      }
      try addOption(argument, &rest)
    }
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
  /// - Throws: ``Failure`` of the domain `usage` where the timeout is not longer than the interval.
  public func heartbeats() throws(Failure) -> HeartbeatSettings {
    let fallback = HeartbeatSettings()
    let settings = HeartbeatSettings(
      interval: try integer(.heartbeatInterval, default: fallback.interval, minimum: 1),
      timeout: try integer(.heartbeatTimeout, default: fallback.timeout, minimum: 1))
    guard settings.timeout > settings.interval else {
      throw Failure(
        .usage,
        "heartbeat.timeout (\(settings.timeout) ms) must be longer than heartbeat.interval"
          + " (\(settings.interval) ms)")
    }
    return settings
  }

  /// An address to open ports on; all of the machine's where the option is not given.
  /// - Throws: ``Failure`` of the domain `usage` where it is empty.
  public func host(_ key: OptionKey) throws(Failure) -> String {
    guard let host = self[key] else { return "0.0.0.0" }
    guard !host.isEmpty else {
      throw Failure(.usage, "\(key.rawValue) is empty", advice: "Give an address, such as 127.0.0.1.")
    }
    return host
  }

  /// A TCP port; 0 asks for one that is free.
  /// - Throws: ``Failure`` of the domain `usage` where it is above 65535.
  public func port(_ key: OptionKey, default fallback: Int) throws(Failure) -> Int {
    let port = try integer(key, default: fallback)
    guard port <= 65_535 else { throw Failure(.usage, "\(key.rawValue) is \(port), the highest port is 65535") }
    return port
  }
}
