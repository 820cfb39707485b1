import DreyModel

/// Folders as they are named in configurations and requests: as paths, or as URIs of the scheme `file`.
enum FolderURI {
  /// The absolute path without a slash at its end.
  /// - Parameter what: where the text comes from, for the message.
  /// - Throws: ``Failure`` of the domain `usage` where it is neither an absolute path nor such a URI.
  static func path(_ text: String, of what: String) throws(Failure) -> String {
    var path = text
    if text.hasPrefix("file:") {
      path = String(text.dropFirst("file:".count))
      // A host comes after two slashes; there is none but this one.
      if path.hasPrefix("//") { path = String(path.dropFirst(2).drop { $0 != "/" }) }
      path = percentDecoded(path)
    }
    while path.hasSuffix("/"), path.count > 1 { path.removeLast() }
    guard path.hasPrefix("/"), path.count > 1, !path.utf8.contains(0) else {
      throw Failure(
        .usage, "\(what) is '\(text)', which is no folder",
        advice: "Give an absolute path, or a URI such as file:///a/b.")
    }
    return path
  }

  private static func percentDecoded(_ path: String) -> String {
    var bytes: [UInt8] = []
    var rest = Array(path.utf8)[...]
    while let byte = rest.popFirst() {
      let digits = rest.prefix(2)
      if byte == UInt8(ascii: "%"), digits.count == 2,
        let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
