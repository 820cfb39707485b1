import DreyModel

extension ClusterEngine {
  /// Reads `flink`, or `{type: flink, version: …, image: …}`.
  init(_ node: SpecNode) throws(Failure) {
    guard node.isMapping else {
      self.init(try Self.kind(node))
      return
    }
    let fields = try node.fields(SpecKeys.engine)
    guard let type = fields["type"] else { throw node.refuse("the key 'type' is missing: drey or flink") }
    self.init(try Self.kind(type), version: try fields["version"]?.text(), image: try fields["image"]?.text())
    guard !isFlink, let extra = fields["version"] ?? fields["image"] else { return }
    throw extra.refuse("goes with type: flink; drey's own runtime is part of drey")
  }

  private static func kind(_ node: SpecNode) throws(Failure) -> Kind {
    let text = try node.text()
    guard let kind = Kind(rawValue: text) else {
      throw node.refuse(
        "unknown engine '\(text)'", advice: "Known: \(Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    return kind
  }
}
