// JSON spells bytes out as lists of numbers, so they are written as text.
extension SplitsPart: Codable {
  private enum CodingKeys: String, CodingKey { case subtask, bytes }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let text = try container.decode(String.self, forKey: .bytes)
    guard let bytes = Hexadecimal.decode(text[...].utf8) else {
      throw DecodingError.dataCorruptedError(
        forKey: .bytes, in: container, debugDescription: "'\(text.prefix(64))' is not made of bytes")
    }
    self.init(subtask: try container.decode(SubtaskID.self, forKey: .subtask), bytes: bytes)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(subtask, forKey: .subtask)
    try container.encode(Hexadecimal.encode(bytes), forKey: .bytes)
  }
}

extension SourceSplits: Codable {
  public init(from decoder: any Decoder) throws {
    self.init()
    for part in try decoder.singleValueContainer().decode([SplitsPart].self) { append(part) }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(shares.sorted { $0.key < $1.key }.map { SplitsPart(subtask: $0.key, bytes: $0.value) })
  }
}
