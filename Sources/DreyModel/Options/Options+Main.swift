// The options that `main()` itself has to know, since they decide what graph it builds.
extension OptionKey {
  /// The options that ``RoleEnvironment/options`` may hold.
  static let ofGraphs: [OptionKey] = [.maxParallelism, .runtimeMode, .autoWatermarkInterval, .operatorChaining]
}

extension Options {
  /// The variable that hands on to `main()` which of these options it has to know; empty if it need not know any.
  public var forMain: [String: String] {
    let known = OptionKey.ofGraphs.compactMap { key in self[key].map { "\(key.rawValue)=\($0)" } }
    return known.isEmpty ? [:] : [RoleEnvironment.options: known.joined(separator: "\n")]
  }

  /// Reads what ``forMain`` has written.
  /// - Throws: ``Failure`` of the domain `usage` if it is something else.
  public init(forMain text: String?) throws(Failure) {
    self.init()
    for line in (text ?? "").split(separator: "\n") { try add(String(line)) }
  }
}
