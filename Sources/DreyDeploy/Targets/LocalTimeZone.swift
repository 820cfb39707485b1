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
    if let name = environment[variable] { return name }
    let folder = "/zoneinfo/"
    guard let link, let range = link.firstRange(of: folder) else { return nil }
    let name = String(link[range.upperBound...])
    return name.isEmpty ? nil : name
  }
}
