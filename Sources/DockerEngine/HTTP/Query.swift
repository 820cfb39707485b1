/// The query of a request, encoded in the order in which it was added.
struct Query: Sendable {
  private var items: [String] = []

  /// Everything after the path, with its question mark; empty if there is no item.
  var encoded: String { items.isEmpty ? "" : "?" + items.joined(separator: "&") }

  /// Adds an item if there is a value.
  mutating func add(_ name: String, _ value: String?) {
    guard let value else { return }
    items.append(name + "=" + PercentEncoding.component(value))
  }

  /// Adds an item if there is a value.
  mutating func add(_ name: String, _ value: Int?) { add(name, value.map(String.init)) }

  /// Adds `name=true` if the flag is set; engines take an absent flag as false.
  mutating func add(flag name: String, _ value: Bool) { if value { add(name, "true") } }

  /// Adds a flag whose absence an engine takes as true.
  mutating func add(explicit name: String, _ value: Bool) { add(name, value ? "true" : "false") }

  /// Adds filters if there are any.
  mutating func add(_ filters: EngineFilters) throws {
    guard !filters.isEmpty else { return }
    add("filters", String(decoding: try JSONCoding.encode(filters.values, for: "filters"), as: UTF8.self))
  }
}

/// Percent-encoding of the parts of a request's target.
enum PercentEncoding {
  /// One value of a query, or one segment of a path.
  static func component(_ text: String) -> String { encode(text, keeping: "") }

  /// One segment of a path that names something, refused if it could change which resource is meant.
  static func segment(_ text: String, of kind: String) throws -> String {
    guard !text.isEmpty, text != ".", text != ".." else {
      throw DockerEngineError.invalidArgument("\"\(text)\" cannot be the name or id of a \(kind)")
    }
    return component(text)
  }

  /// An image reference, whose slashes and colons engines want as they are.
  static func image(_ reference: String) throws -> String {
    let parts = reference.split(separator: "/", omittingEmptySubsequences: false)
    guard !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else {
      throw DockerEngineError.invalidArgument("\"\(reference)\" cannot be the name or id of an image")
    }
    return encode(reference, keeping: "/:@")
  }

  private static func encode(_ text: String, keeping kept: String) -> String {
    let hex = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      if isUnreserved(byte) || kept.utf8.contains(byte) {
        bytes.append(byte)
      } else {
        bytes += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"): true
    case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
    default: false
    }
  }
}
