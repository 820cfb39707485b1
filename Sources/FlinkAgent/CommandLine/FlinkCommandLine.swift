import DreyModel

/// The agent's arguments: `VERB [--job-classname NAME] [--fromSavepoint PATH] [--allowNonRestoredState]
/// [-D key=value]... [-J JVMOPTION]... [-- ARGUMENT...]`.
struct FlinkCommandLine: Sendable, Equatable {
  var verb: ContainerContract.Verb
  /// The class whose `main()` is the application; nil: what the JAR's manifest says.
  var jobClassName: String?
  var savepointPath: String?
  var allowNonRestoredState = false
  var options = Options()
  /// Options of the JVM, in their order.
  var javaOptions: [String] = []
  /// What follows `--`: the application's own.
  var applicationArguments: [String] = []

  /// - Parameter arguments: without the program's own name.
  /// - Throws: ``Failure`` of the domain `usage` that names the argument which is wrong.
  init(_ arguments: [String]) throws(Failure) {
    verb = try Self.verb(arguments.first)
    var rest = arguments.dropFirst()
    while let argument = rest.popFirst() {
      if argument == "--" {
        applicationArguments = Array(rest)
        break
      }
      try add(argument, &rest)
    }
    if verb == .jobManager || verb == .taskManager, !applicationArguments.isEmpty {
      throw Failure(
        .usage, "'\(verb.rawValue)' takes no arguments after '--'", advice: "Give them to whoever runs main().")
    }
  }

  private static func verb(_ text: String?) throws(Failure) -> ContainerContract.Verb {
    let verbs = ContainerContract.Verb.allCases.map(\.rawValue).joined(separator: ", ")
    guard let text else { throw Failure(.usage, "no verb given", advice: "Give one of: \(verbs).") }
    guard let verb = ContainerContract.Verb(rawValue: text) else {
      throw Failure(.usage, "unknown verb '\(text)'", advice: "Give one of: \(verbs).")
    }
    return verb
  }

  private mutating func add(_ argument: String, _ rest: inout ArraySlice<String>) throws(Failure) {
    switch argument {
    case "--job-classname": jobClassName = try Self.value(of: argument, &rest)
    case "--fromSavepoint": savepointPath = try Self.value(of: argument, &rest)
    case "--allowNonRestoredState": allowNonRestoredState = true
    case "-J": javaOptions.append(try Self.value(of: argument, &rest))
    case "-D": try options.add(try Self.value(of: argument, &rest))
    case _ where argument.hasPrefix("-D"): try options.add(String(argument.dropFirst(2)))
    case _ where argument.hasPrefix("-J"): javaOptions.append(String(argument.dropFirst(2)))
    default:
      throw Failure(.usage, "unexpected argument '\(argument)'", advice: "The application's arguments follow '--'.")
    }
  }

  private static func value(of option: String, _ rest: inout ArraySlice<String>) throws(Failure) -> String {
    guard let value = rest.popFirst() else { throw Failure(.usage, "\(option) needs a value after it") }
    return value
  }
}
