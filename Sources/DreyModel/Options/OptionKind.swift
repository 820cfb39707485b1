/// The kind of value that an option takes, written in any of the forms that Flink reads.
public enum OptionKind: Sendable, Equatable {
  case integer(ClosedRange<Int>)
  case number(ClosedRange<Double>)
  /// A whole number of at least 1, or `infinite`.
  case limit
  /// A length of time of at least so many milliseconds; see ``DurationText``.
  case duration(minimum: Int)
  /// An amount of memory of at least so many bytes; see ``FlinkMemorySize``.
  case memory(minimum: Int)
  case flag
  /// A name of this list, in capitals or not, with `-`, `_` or nothing between its words.
  case choice([String])
  /// A host's name or address.
  case host
  /// An absolute path, or a URI of the scheme `file`.
  case folder
  case text

  /// The whole number that a text means; nil if it means none.
  static func integer(_ text: String) -> Int? { Int(text.javaTrimmed) }

  static func number(_ text: String) -> Double? { Double(text.javaTrimmed) }

  /// A whole number, the highest there is for `infinite`.
  static func limit(_ text: String) -> Int? {
    text.javaTrimmed.lowercased() == "infinite" ? Int.max : integer(text)
  }

  static func flag(_ text: String) -> Bool? { Bool(text.javaTrimmed.lowercased()) }

  /// The name among `names` that a text means.
  public static func choice(_ text: String, of names: [String]) -> String? {
    func plain(_ name: String) -> String { String(name.javaTrimmed.uppercased().filter { $0 != "-" && $0 != "_" }) }
    return names.first { plain($0) == plain(text) }
  }

  /// The names that a choice has; none of other kinds.
  public var names: [String] {
    if case .choice(let names) = self { names } else { [] }
  }

  func accepts(_ text: String) -> Bool {
    switch self {
    case .integer(let range): Self.integer(text).map(range.contains) ?? false
    case .number(let range): Self.number(text).map(range.contains) ?? false
    case .limit: Self.limit(text).map { $0 >= 1 } ?? false
    case .duration(let minimum): DurationText.milliseconds(text).map { $0 >= minimum } ?? false
    case .memory(let minimum): (try? FlinkMemorySize.bytes(text)).map { $0 >= minimum } ?? false
    case .flag: Self.flag(text) != nil
    case .choice(let names): Self.choice(text, of: names) != nil
    case .host: !text.isEmpty
    case .folder: (try? FileAddress.path(text)).map { $0.hasPrefix("/") && $0.contains { $0 != "/" } } ?? false
    case .text: true
    }
  }

  /// Describes the values that are accepted.
  public var expectation: String {
    switch self {
    case .integer(let range):
      "a whole number \(Self.words(range.lowerBound, range.upperBound, isOpen: range.upperBound == .max))"
    case .number(let range):
      "a number \(Self.words(range.lowerBound, range.upperBound, isOpen: range.upperBound == .infinity))"
    case .limit: "a whole number of at least 1, or infinite"
    case .duration(let minimum): "a time of at least \(minimum) ms, such as '10 s', '500 ms' or '2 min'"
    case .memory(let minimum): "an amount of memory of at least \(minimum) bytes, such as '512m' or '1 gb'"
    case .flag: "true or false"
    case .choice(let names): "one of \(names.joined(separator: ", "))"
    case .host: "a host's name or address, such as 127.0.0.1"
    case .folder: "a folder's absolute path, or an address such as file:///a/b"
    case .text: "a text"
    }
  }

  private static func words<Value>(_ lower: Value, _ upper: Value, isOpen: Bool) -> String {
    isOpen ? "of at least \(lower)" : "from \(lower) to \(upper)"
  }
}
