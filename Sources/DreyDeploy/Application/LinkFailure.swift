/// Why an executable that is linked statically does not link, although the same package does otherwise: a library of the
/// system whose own needs are not there as static libraries.
struct LinkFailure: Equatable {
  /// Such as `curl`.
  var library: String

  /// Looks for undefined references that come out of a system's archive, in the words of the usual linkers.
  init?(inBuildOutput lines: [String]) {
    for (place, line) in lines.enumerated() where Self.saysUndefined(line) {
      guard let found = Self.archive(in: line) ?? Self.archive(after: place, in: lines) else { continue }
      library = found
      return
    }
    return nil
  }

  private static func saysUndefined(_ line: String) -> Bool {
    line.contains("undefined reference to") || line.contains("undefined symbol:")
  }

  /// LLVM's linker names the archive in the lines behind.
  private static func archive(after place: Int, in lines: [String]) -> String? {
    lines[(place + 1)...].prefix { $0.contains(">>>") }.lazy.compactMap(archive).first
  }

  /// `curl` of `/usr/lib/x86_64-linux-gnu/libcurl.a(url.o)`, unless the archive is one of Swift's own.
  private static func archive(in line: String) -> String? {
    let end = line.firstRange(of: ".a(")?.lowerBound ?? (line.hasSuffix(".a") ? line.dropLast(2).endIndex : nil)
    guard let end, !line.contains("/swift_static/"), let start = line[..<end].lastIndex(of: "/") else { return nil }
    let name = line[line.index(after: start)..<end]
    return name.hasPrefix("lib") ? String(name.dropFirst(3)) : nil
  }

  var message: String {
    "it needs lib\(library), whose static library lacks libraries that it needs itself, and containers hold no shared ones"
  }

  var advice: String {
    switch library {
    case "curl":
      "URLSession (FoundationNetworking) brings libcurl. Use async-http-client or SwiftNIO, which need no library of the "
        + "system; plain Foundation is fine."
    case "xml2": "FoundationXML brings libxml2. Use an XML package that is written in Swift; plain Foundation is fine."
    default: "Install static libraries of what lib\(library) needs, or do without it."
    }
  }
}
