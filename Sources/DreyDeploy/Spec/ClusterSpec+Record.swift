import FoundationEssentials

// A spec as targets keep it beside the cluster that was made of it.
extension ClusterSpec {
  /// As JSON; the same spec has the same record.
  var record: String? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// - Returns: nil for what is no record; anybody may label things.
  init?(record: String) {
    guard let spec = try? JSONDecoder().decode(ClusterSpec.self, from: Data(record.utf8)),
      // An earlier version may have let options pass that this one refuses.
      spec.shapeViolation == nil
    else { return nil }
    self = spec
  }
}

extension ClusterName: Codable {
  public init(from decoder: any Decoder) throws {
    try self.init(try decoder.singleValueContainer().decode(String.self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

extension SubnetPool: Codable {
  public init(from decoder: any Decoder) throws {
    try self.init(parsing: try decoder.singleValueContainer().decode(String.self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
