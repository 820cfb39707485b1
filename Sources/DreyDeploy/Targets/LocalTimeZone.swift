import FoundationEssentials

/// The time zone that is local time for members, wherever they run: the client's.
enum LocalTimeZone {
  static let variable = "TZ"

  /// Returns the value of `TZ`, or the name of the machine's time zone; nil if neither is set, which means UTC.
  static func name(environment: [String: String]) -> String? {
    name(environment: environment, link: try? FileManager.default.destinationOfSymbolicLink(atPath: "/etc/localtime"))
  }

  /// - Parameter link: where `/etc/localtime` leads.
  static func name(environment: [String: String], link: String?) -> String? {
    guard let given = environment[variable] else { return zone(link) }
    // A path names a file of this machine, which members do not have.
    let path = given.hasPrefix(":") ? String(given.dropFirst()) : given
    guard path.hasPrefix("/") else { return given }
    return path == "/etc/localtime" ? zone(link) : zone(path) ?? given
  }

  private static func zone(_ path: String?) -> String? {
    guard let path, let range = path.firstRange(of: "/zoneinfo/") else { return nil }
    let name = String(path[range.upperBound...])
    return name.isEmpty ? nil : name
  }
}
