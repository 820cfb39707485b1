public import DreyModel

/// The arguments that the application was started with: `--name value`, `--name=value`, or `--name` alone.
public struct ApplicationArguments: Sendable {
  /// All arguments as they were given, without the executable's name.
  public let raw: [String]
  /// Arguments that belong to no name, in order.
  public private(set) var positional: [String] = []
  private var values: [String: String] = [:]
  private var flags: Set<String> = []

  /// Parses arguments. What follows a name is its value, unless it is a name itself; `--` ends the names.
  public init(_ raw: [String]) {
    self.raw = raw
    var index = 0
    while index < raw.count {
      let argument = raw[index]
      index += 1
      if argument == "--" {
        positional += raw[index...]
        break
      }
      guard argument.hasPrefix("--") else {
        positional.append(argument)
        continue
      }
      let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 {
        values[String(parts[0])] = String(parts[1])
      } else if index < raw.count, !raw[index].hasPrefix("--") {
        values[String(parts[0])] = raw[index]
        index += 1
      } else {
        flags.insert(String(parts[0]))
      }
    }
  }

  /// The value of `--name`, or nil.
  public subscript(name: String) -> String? { values[name] }

  /// Whether `--name` was given, with a value or without.
  public func has(_ name: String) -> Bool { flags.contains(name) || values[name] != nil }

  /// The value of `--name`.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where it is missing.
  public func require(_ name: String) throws(Failure) -> String {
    if let value = values[name] { return value }
    let problem = flags.contains(name) ? "has no value" : "is missing"
    throw Failure(.usage, "the argument --\(name) \(problem)", advice: "Pass it to the application as --\(name) VALUE.")
  }

  /// The value of `--name` as a whole number, or `fallback` where it is not given.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where the value is no number.
  public func integer(_ name: String, default fallback: Int) throws(Failure) -> Int {
    guard has(name) else { return fallback }
    let text = try require(name)
    guard let value = Int(text) else {
      throw Failure(.usage, "the argument --\(name) is '\(text)', expected a whole number")
    }
    return value
  }
}
