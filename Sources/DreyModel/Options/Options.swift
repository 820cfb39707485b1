/// Configuration given as `-D key=value`.
public struct Options: Sendable, Equatable, Codable {
  public private(set) var values: [String: String]

  public init(_ values: [String: String] = [:]) { self.values = values }

  public subscript(key: OptionKey) -> String? {
    get { values[key.rawValue] }
    set { values[key.rawValue] = newValue }
  }

  /// Sets an option by its name, also one that is not among ``OptionKey``.
  public mutating func set(_ key: String, to value: String) { values[key] = value }

  /// Adds one `key=value`.
  /// - Throws: ``Failure`` of the domain `usage` if there is no `=` or no key.
  public mutating func add(_ assignment: String) throws(Failure) {
    let parts = assignment.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let key = parts.first.map { String($0).javaTrimmed } ?? ""
    guard parts.count == 2, !key.isEmpty else {
      throw Failure(.usage, "'-D \(assignment)' is not of the form -D key=value")
    }
    values[key] = String(parts[1])
  }

  /// The arguments that carry these options, in a stable order.
  public var arguments: [String] { values.sorted { $0.key < $1.key }.flatMap { ["-D", "\($0.key)=\($0.value)"] } }

  /// These options, and of `others` those whose keys are not among them.
  public func merged(over others: Options) -> Options { Options(others.values.merging(values) { $1 }) }
}
