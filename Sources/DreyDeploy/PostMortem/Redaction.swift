import DreyModel

/// Hides what a user's arguments and configuration call a secret, in these themselves and wherever it is repeated.
struct Redaction: Sendable {
  static let mask = "******"
  /// Flink's list, and two more. What contains one of them names a secret.
  static let words = [
    "password", "passwd", "secret", "token", "credential", "apikey", "api-key", "service-key", "account.key",
    "auth-params", "basic-auth", "jaas.config", "http-headers",
  ]
  /// Shorter values are not looked for in other texts: too much would be hidden that is no secret.
  static let shortest = 4

  private var secrets: Set<String> = []

  /// Learns the secrets of a spec.
  init(_ spec: ClusterSpec) {
    secrets = Set(Self.secrets(in: spec.arguments))
    let named = spec.options.values.merging(spec.surroundings.environment) { "\($0)\n\($1)" }
    for (key, value) in named where Self.isSecret(key) {
      secrets.formUnion([value] + value.split(separator: "\n").map(String.init))
    }
    for value in spec.surroundings.environment.values { secrets.formUnion(Self.passwords(in: value)) }
    for secret in spec.surroundings.secrets {
      guard let content = try? secret.content() else { continue }
      // A password in a file most often ends with an end of line that is no part of it.
      secrets.insert(String(decoding: content, as: UTF8.self).javaTrimmed)
    }
    for value in spec.options.values.values { secrets.formUnion(Self.passwords(in: value)) }
  }

  /// A text in which no secret is left.
  func text(_ text: String) -> String {
    // Longer ones first: one may be the beginning of another.
    secrets.filter { $0.utf8.count >= Self.shortest }.sorted { $0.utf8.count > $1.utf8.count }
      .reduce(text) { $0.replacing($1, with: Self.mask) }
  }

  /// Values of configuration whose keys are known.
  func options(_ options: [String: String]) -> [String: String] {
    Dictionary(
      uniqueKeysWithValues: options.map { ($0.key, Self.isSecret($0.key) ? Self.mask : text($0.value)) })
  }

  /// Variables whose names are known.
  func environment(_ variables: [String: String]) -> [String: String] { options(variables) }

  /// Arguments, however short the secrets among them are.
  func arguments(_ arguments: [String]) -> [String] {
    var isValue = false
    return arguments.map { argument in
      defer { isValue = Self.expectsSecret(argument) }
      if isValue { return Self.mask }
      guard let (name, _) = Self.assignment(argument), Self.isSecret(name) else { return text(argument) }
      return "\(name)=\(Self.mask)"
    }
  }

  private static func secrets(in arguments: [String]) -> [String] {
    var isValue = false
    return arguments.flatMap { argument -> [String] in
      defer { isValue = expectsSecret(argument) }
      if isValue { return [argument] }
      if let (name, value) = assignment(argument), isSecret(name) { return [value] }
      return passwords(in: argument)
    }
  }

  static func isSecret(_ name: String) -> Bool {
    let lowered = name.lowercased()
    return words.contains { lowered.contains($0) }
  }

  /// `--password`, whose value is the next argument.
  private static func expectsSecret(_ argument: String) -> Bool {
    argument.hasPrefix("-") && !argument.contains("=") && isSecret(argument)
  }

  private static func assignment(_ argument: String) -> (name: String, value: String)? {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
  }

  /// The password of `scheme://user:password@host`.
  private static func passwords(in text: String) -> [String] {
    text.split(separator: "://").dropFirst().compactMap { rest in
      let authority = rest.prefix { $0 != "/" && $0 != " " }
      guard let end = authority.lastIndex(of: "@") else { return nil }
      let parts = authority[..<end].split(separator: ":", maxSplits: 1)
      return parts.count == 2 ? String(parts[1]) : nil
    }
  }
}
