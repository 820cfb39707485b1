// The values of options as what they mean: read as ``OptionKey/definition`` says, which has the default as well.
extension Options {
  /// The value of a key as a whole number.
  /// - Throws: ``Failure`` of the domain `usage` that names the key if the value is something else.
  public func integer(_ key: OptionKey) throws(Failure) -> Int { try value(key, OptionKind.integer) }

  /// The value of a key as a number, the highest there is for `infinite`.
  /// - Throws: ``Failure`` of the domain `usage` that names the key if the value is something else.
  public func limit(_ key: OptionKey) throws(Failure) -> Int { try value(key, OptionKind.limit) }

  /// The value of a key as a number, which may have a fraction.
  /// - Throws: ``Failure`` of the domain `usage` that names the key if the value is something else.
  public func number(_ key: OptionKey) throws(Failure) -> Double { try value(key, OptionKind.number) }

  /// The value of a key as `true` or `false`.
  /// - Throws: ``Failure`` of the domain `usage` that names the key if the value is something else.
  public func flag(_ key: OptionKey) throws(Failure) -> Bool { try value(key, OptionKind.flag) }

  /// The value of a key as a time in milliseconds.
  /// - Throws: ``Failure`` of the domain `usage` that names the key if the value is something else.
  public func milliseconds(_ key: OptionKey) throws(Failure) -> Int { try value(key, DurationText.milliseconds) }

  /// The value of a key as an amount of memory in bytes.
  /// - Throws: ``Failure`` of the domain `usage` that names the key if the value is something else.
  public func memory(_ key: OptionKey) throws(Failure) -> Int {
    try value(key) { try? FlinkMemorySize.bytes($0) }
  }

  /// The value of a key as one of the names that `Choice` has.
  /// - Throws: ``Failure`` of the domain `usage` that names the key if the value is something else.
  public func choice<Choice: RawRepresentable<String>>(_ key: OptionKey) throws(Failure) -> Choice {
    try value(key) { text in
      guard case .choice(let names) = key.definition.kind else { return nil }
      return OptionKind.choice(text, of: names).flatMap(Choice.init)
    }
  }

  /// The value of a key as text; nil if it is not set and has no default.
  public func text(_ key: OptionKey) -> String? { self[key] ?? key.definition.fallback }

  /// Refuses a value that is none of its key's.
  /// - Throws: ``Failure`` of the domain `usage` that names the key and what it takes.
  public func check(_ key: OptionKey) throws(Failure) {
    guard let text = self[key], !key.definition.kind.accepts(text) else { return }
    throw key.refusal(of: text)
  }

  private func value<Value>(_ key: OptionKey, _ read: (String) -> Value?) throws(Failure) -> Value {
    let text = self[key] ?? key.definition.fallback ?? ""
    guard key.definition.kind.accepts(text), let value = read(text) else { throw key.refusal(of: text) }
    return value
  }
}

extension OptionKey {
  /// Says that a value is none of this key's.
  public func refusal(of text: String) -> Failure {
    Failure(.usage, "\(rawValue) is '\(text)', expected \(definition.kind.expectation)")
  }
}
