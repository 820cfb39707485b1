/// The main section of `META-INF/MANIFEST.MF`.
public struct JarManifest: Sendable, Equatable {
  /// Names are lower-case, since their case does not count.
  private var values: [String: String] = [:]

  /// A line that begins with a space continues the one before; an empty line ends the main section.
  public init(_ text: String) {
    var name: String?
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      if line.isEmpty { break }
      if line.first == " " {
        if let name { values[name, default: ""] += line.dropFirst() }
      } else if let colon = line.firstIndex(of: ":") {
        let key = line[..<colon].lowercased()
        values[key] = String(line[line.index(after: colon)...].drop { $0 == " " })
        name = key
      }
    }
  }

  public subscript(name: String) -> String? { values[name.lowercased()] }

  /// The class whose `main` starts the program, if the manifest names one.
  public var mainClass: String? {
    guard let value = self["Main-Class"] else { return nil }
    let name = value.split(separator: " ", omittingEmptySubsequences: true).first
    return name.map(String.init)
  }
}
