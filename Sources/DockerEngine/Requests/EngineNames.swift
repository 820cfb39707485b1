import CurlHTTP

extension PercentEncoding {
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
}

extension Query {
  /// Adds filters if there are any.
  mutating func add(_ filters: EngineFilters) throws {
    guard !filters.isEmpty else { return }
    add("filters", String(decoding: try JSONCoding.encode(filters.values, for: "filters"), as: UTF8.self))
  }
}
