import FoundationEssentials

/// Descriptions and results in files, one per line.
public enum JobFile {
  public static func read<Value: Decodable>(_ path: String, as type: Value.Type = Value.self) throws -> [Value] {
    try Data(contentsOf: URL(filePath: path)).split(separator: UInt8(ascii: "\n"))
      .map { try JSONDecoder().decode(Value.self, from: Data($0)) }
  }

  public static func write(_ values: [some Encodable], to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    var text = Data()
    for value in values { text += try encoder.encode(value) + Data("\n".utf8) }
    try text.write(to: URL(filePath: path))
  }
}
