/// A file or folder as people name it: by its path, or by an address of the scheme `file`, such as `file:///data/in`.
///
/// A path is bytes that need not be UTF-8. ``description`` is text for every path, and names the same file when it is read back.
public struct FileAddress: Hashable, Sendable {
  /// The path, without a NUL.
  public let bytes: [UInt8]

  /// Takes a path as the kernel has it.
  public init(bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

  /// Takes a path or an address.
  ///
  /// The bytes of an address may be percent-encoded, those of a path are as they are. An address has no host, or `localhost`.
  /// Behind `file:` alone a path may be relative.
  /// - Throws: ``Failure`` that names the text if it is empty, or an address of another scheme or another host.
  public init(_ text: String, domain: Failure.Domain = .user) throws(Failure) {
    guard let scheme = Self.scheme(of: text) else {
      guard !text.isEmpty, !text.utf8.contains(0) else {
        throw Failure(domain, "'\(text)' names no file", advice: Self.forms, isPermanent: true)
      }
      bytes = Array(text.utf8)
      return
    }
    guard scheme.lowercased() == "file" else {
      throw Failure(
        domain, "'\(text)' is an address of the scheme '\(scheme)'; drey reads and writes files of this machine only",
        advice:
          "Copy or mount what is there, and give a path. A relative path that looks like an address begins with './'.",
        isPermanent: true)
    }
    bytes = try Self.path(ofAddress: text, behind: scheme, domain)
  }

  /// Returns the path that `text` names, as text.
  ///
  /// A relative path stays relative.
  /// - Throws: ``Failure`` also if the path is not UTF-8.
  public static func path(_ text: String, domain: Failure.Domain = .user) throws(Failure) -> String {
    let address = try FileAddress(text, domain: domain)
    guard let path = String(validating: address.bytes, as: UTF8.self) else {
      throw Failure(
        domain, "the path '\(text)' is not UTF-8", advice: "Name a folder whose path is UTF-8.",
        isPermanent: true)
    }
    return path
  }

  /// The file or folder of the given name in this folder.
  public func appending(_ name: some Sequence<UInt8>) -> FileAddress {
    FileAddress(bytes: bytes + (bytes.last == Self.slash ? [] : [Self.slash]) + name)
  }

  /// Hands the path to a function of the C library.
  public func withCString<Result, Fault: Error>(
    _ body: (UnsafePointer<CChar>) throws(Fault) -> Result
  ) throws(Fault) -> Result {
    var path = bytes.map { CChar(bitPattern: $0) }
    path.append(0)
    return try path.withUnsafeBufferPointer { buffer throws(Fault) in
      guard let base = buffer.baseAddress else { preconditionFailure("an array with a NUL has an address") }
      return try body(base)
    }
  }
}

extension FileAddress: CustomStringConvertible {
  /// The path if it is UTF-8; else an address with its percent-encoded bytes.
  public var description: String {
    guard let path = String(validating: bytes, as: UTF8.self) else { return "file:" + encoded }
    return Self.scheme(of: path) == nil ? path : "./" + path
  }

  /// The path with percent-encoded bytes.
  var encoded: String {
    bytes.reduce(into: "") { text, byte in
      let isPlain = byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "%")
      text += isPlain ? String(UnicodeScalar(byte)) : Self.percentEncoded(byte)
    }
  }

  private static func percentEncoded(_ byte: UInt8) -> String {
    "%" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16, uppercase: true)
  }
}

extension FileAddress {
  private static let slash = UInt8(ascii: "/")
  private static let forms = "Give a path, or an address such as file:///data/in."

  /// Returns what stands before the first colon if that makes the text an address: a slash follows, or the scheme is `file`.
  private static func scheme(of text: String) -> String? {
    let bytes = Array(text.utf8)
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), let first = bytes.first, isLetter(first) else {
      return nil
    }
    let isScheme = bytes[..<colon].allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || "+-.".utf8.contains($0) }
    let scheme = String(decoding: bytes[..<colon], as: UTF8.self)
    guard isScheme else { return nil }
    return bytes.dropFirst(colon + 1).first == slash || scheme.lowercased() == "file" ? scheme : nil
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

  private static func path(
    ofAddress text: String, behind scheme: String, _ domain: Failure.Domain
  ) throws(Failure) -> [UInt8] {
    var rest = Array(text.utf8.dropFirst(scheme.utf8.count + 1))[...]
    if rest.starts(with: [slash, slash]) {
      let host = String(decoding: rest.dropFirst(2).prefix { $0 != slash }, as: UTF8.self)
      guard host.isEmpty || host.lowercased() == "localhost" else {
        throw Failure(
          domain, "'\(text)' is a file of the host '\(host)'; drey reads and writes files of this machine only",
          advice: "An address has three slashes before the first folder: file:///\(host)/…, or file:/\(host)/….",
          isPermanent: true)
      }
      rest = rest.dropFirst(2 + host.utf8.count)
    }
    guard !rest.isEmpty else { throw Failure(domain, "'\(text)' names no file", advice: forms, isPermanent: true) }
    return try percentDecoded(rest, of: text, domain)
  }

  private static func percentDecoded(
    _ encoded: ArraySlice<UInt8>, of text: String, _ domain: Failure.Domain
  ) throws(Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = encoded
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      guard digits.utf8.count == 2, digits.allSatisfy(\.isHexDigit), let value = UInt8(digits, radix: 16), value != 0
      else {
        throw Failure(
          domain, "'\(text)' is malformed: '%\(digits)' stands for no byte of a path",
          advice: "In an address a percent sign is written %25. In a path it is as it is.",
          isPermanent: true)
      }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return bytes
  }
}
