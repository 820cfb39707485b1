import ControlPlane
import DreyModel
import FoundationEssentials

/// A file that holds one value as JSON and that shows whether it is what was written.
///
/// Its first line is `drey KIND VERSION LENGTH SHA256`; the JSON follows. It is there whole or not at all. All of it blocks.
struct CheckedFile: Sendable, Equatable {
  /// What it holds, in one word; a file of another kind is refused.
  var kind: String
  /// Raised where what was written before can no longer be read.
  static let version = 1

  /// - Throws: ``Failure`` of the domain `infrastructure`; what was there before stays then.
  func write(_ value: some Encodable, to path: String) throws(Failure) {
    let content: [UInt8]
    do { content = Array(try Self.encoder.encode(value)) } catch {
      throw Failure(.infrastructure, "cannot write '\(path)': \(error)")
    }
    let head = "drey \(kind) \(Self.version) \(content.count) \(ContentHash.sha256(of: content))\n"
    // A job's variables may be secrets.
    try WholeFile.write(Array(head.utf8) + content, to: path, mode: 0o600)
  }

  /// - Throws: ``Failure`` of the domain `infrastructure` that says what is wrong with the file.
  func read<Value: Decodable>(_ type: Value.Type, from path: String) throws(Failure) -> Value {
    let content = try check(try WholeFile.read(path), path)
    do { return try JSONDecoder().decode(type, from: Data(content)) } catch {
      throw Failure(.infrastructure, "'\(path)' does not hold what it should: \(error)")
    }
  }

  private func check(_ bytes: [UInt8], _ path: String) throws(Failure) -> [UInt8] {
    func damaged(_ what: String) -> Failure { Failure(.infrastructure, "'\(path)' is damaged: \(what)") }
    guard let end = bytes.prefix(256).firstIndex(of: UInt8(ascii: "\n")) else { throw damaged("it has no first line") }
    let words = String(decoding: bytes[..<end], as: UTF8.self).split(separator: " ").map(String.init)
    guard words.count == 5, words[0] == "drey", words[1] == kind else {
      throw damaged("it is no file of drey's \(kind)")
    }
    guard words[2] == "\(Self.version)" else {
      throw Failure(
        .infrastructure, "'\(path)' is of version \(words[2]), this drey reads version \(Self.version)",
        advice: "Use the drey release that wrote it.")
    }
    let content = Array(bytes[(end + 1)...])
    guard words[3] == "\(content.count)" else { throw damaged("it has \(content.count) bytes instead of \(words[3])") }
    guard words[4] == ContentHash.sha256(of: content) else { throw damaged("its checksum is another") }
    return content
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }
}
