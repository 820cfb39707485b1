/// The values that an operator's functions captured in `main()`, as far as they can be compared with those captured elsewhere.
public struct CapturedValues: Sendable, Codable, Equatable {
  /// 16 hexadecimal digits that are the same where the values are.
  public var digest: String
  /// The first few values, shortened.
  public var shown: [String]

  public init(digest: String, shown: [String]) {
    self.digest = digest
    self.shown = shown
  }

  /// Returns a value as messages show it: long ones could be secrets.
  public static func short(_ text: String) -> String {
    switch text.count {
    case ...8: "'\(text)'"
    case ...15: "'\(text.prefix(4))…'"
    default: "'\(text.prefix(4))…\(text.suffix(4))'"
    }
  }

  /// Says what differs here from what `main()` had where it ran first.
  public func difference(from first: CapturedValues) -> String {
    for (here, there) in zip(shown, first.shown) where here != there { return "\(here) instead of \(there)" }
    guard shown.count == first.shown.count else { return "\(shown.count) values instead of \(first.shown.count)" }
    return "no short text shows which"
  }
}
