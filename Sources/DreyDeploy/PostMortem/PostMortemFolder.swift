import DreyModel
import FoundationEssentials

/// The folder of one post-mortem. Nothing is written into it before ``Redaction`` has seen it.
struct PostMortemFolder: Sendable {
  let path: String
  let redaction: Redaction

  /// Creates the folder, for its owner alone; that it did not exist keeps others from preparing it.
  init(path: String, redaction: Redaction) throws {
    self.path = path
    self.redaction = redaction
    let parent = path.split(separator: "/").dropLast().map { "/\($0)" }.joined()
    try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
  }

  func write(_ text: String, to name: String) throws {
    try Data(redaction.text(text).utf8).write(to: URL(filePath: "\(path)/\(name)"))
  }

  func write(_ value: some Encodable, to name: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try write(String(decoding: try encoder.encode(value), as: UTF8.self) + "\n", to: name)
  }
}
