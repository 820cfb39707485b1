public import DreyModel

/// A cluster's name: 1 to 40 of `a-z`, `0-9` and `-`, beginning and ending with a letter or digit, so that it can be
/// part of a container's, a network's and a host's name.
public struct ClusterName: Sendable, Hashable, CustomStringConvertible {
  public let text: String

  /// - Throws: ``DreyModel/Failure`` of the domain `usage` that says what is allowed.
  public init(_ text: String) throws(Failure) {
    let bytes = Array(text.utf8)
    let allowed = bytes.allSatisfy { Self.isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    guard (1...40).contains(bytes.count), allowed, Self.isAlphanumeric(bytes[0]),
      Self.isAlphanumeric(bytes[bytes.count - 1])
    else {
      throw Failure(
        .usage, "'\(text)' is not a cluster name",
        advice: "Use 1 to 40 of a-z, 0-9 and '-', beginning and ending with a letter or digit.")
    }
    self.text = text
  }

  private init(valid text: String) { self.text = text }

  /// A name made of what is usable of `hint` and six random characters, so that runs side by side do not clash.
  public static func random(hint: String) -> ClusterName {
    let stem = stem(of: hint)
    let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789")
    let suffix = (0..<6).map { _ in alphabet[Int.random(in: 0..<alphabet.count)] }
    return ClusterName(valid: "\(stem)-\(String(suffix))")
  }

  /// A name made of what is usable of `hint` alone.
  public static func fixed(hint: String) -> ClusterName {
    let bytes = Array(stem(of: hint).utf8)
    let end = bytes.lastIndex { isAlphanumeric($0) } ?? 0
    return ClusterName(valid: String(decoding: bytes[...end], as: UTF8.self))
  }

  private static func stem(of hint: String) -> String {
    let usable = hint.lowercased().utf8.map { isAlphanumeric($0) ? $0 : UInt8(ascii: "-") }.prefix(24)
    let trimmed = usable.drop { $0 == UInt8(ascii: "-") }
    return trimmed.isEmpty ? "run" : String(decoding: trimmed, as: UTF8.self)
  }

  /// The name of the `number`-th of several clusters: this one for the first, then `NAME-2`, `NAME-3`, …; a long name is
  /// cut to make room.
  func numbered(_ number: Int) -> ClusterName {
    guard number > 1 else { return self }
    let suffix = "-\(number)"
    let stem = Array(text.utf8.prefix(40 - suffix.utf8.count))
    let end = stem.lastIndex { $0 != UInt8(ascii: "-") } ?? 0
    return ClusterName(valid: String(decoding: stem[...end], as: UTF8.self) + suffix)
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  public var description: String { text }
}
