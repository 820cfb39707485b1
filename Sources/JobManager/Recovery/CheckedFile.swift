import ControlPlane
import DreyModel
import FoundationEssentials

/// A file that holds one value as JSON, or several in sections, and that shows whether they are what was written.
///
/// The first line of a section is `drey KIND VERSION LENGTH SHA256`; the JSON follows. It is there whole or not at all. All of it blocks.
struct CheckedFile: Sendable, Equatable {
  /// What it holds, in one word; a file of another kind is refused.
  var kind: String
  /// Raised where what was written before can no longer be read.
  static let version = 1

  /// Writes a file that holds this value alone.
  /// - Throws: ``Failure`` of the domain `infrastructure`; what was there before stays then.
  func write(_ value: some Encodable, to path: String) throws(Failure) {
    // A job's variables may be secrets.
    try WholeFile.write(section(value, of: path), to: path, mode: 0o600)
  }

  /// Returns the bytes that hold a value. A file may have several such sections, one after the other.
  func section(_ value: some Encodable, of path: String) throws(Failure) -> [UInt8] {
    let content: [UInt8]
    do { content = Array(try Self.encoder.encode(value)) } catch {
      throw Failure(.infrastructure, "cannot write '\(path)': \(error)")
    }
    let head = "drey \(kind) \(Self.version) \(content.count) \(ContentHash.sha256(of: content))\n"
    return Array(head.utf8) + content
  }

  /// Reads a file that holds one value alone.
  /// - Throws: ``Failure`` of the domain `infrastructure` that says what is wrong with the file.
  func read<Value: Decodable>(_ type: Value.Type, from path: String) throws(Failure) -> Value {
    let bytes = try WholeFile.read(path)
    let head = try Head(bytes, of: self, path)
    return try decode(type, Array(bytes[head.length...]), head, path)
  }

  /// Reads a section of a file, and nothing else of it.
  /// - Parameter offset: where the section begins.
  /// - Returns: the value, and where the next section begins.
  /// - Throws: ``Failure`` of the domain `infrastructure` that says what is wrong with the section.
  func readSection<Value: Decodable>(
    _ type: Value.Type, from path: String, at offset: Int = 0
  ) throws(Failure) -> (value: Value, end: Int) {
    let head = try Head(WholeFile.read(path, from: offset, count: Head.limit), of: self, path)
    let content = try WholeFile.read(path, from: offset + head.length, count: head.contentLength)
    return (try decode(type, content, head, path), offset + head.length + head.contentLength)
  }

  /// Returns where the section after the one at `offset` begins.
  func endOfSection(in path: String, at offset: Int = 0) throws(Failure) -> Int {
    let head = try Head(WholeFile.read(path, from: offset, count: Head.limit), of: self, path)
    return offset + head.length + head.contentLength
  }

  private func decode<Value: Decodable>(
    _ type: Value.Type, _ content: [UInt8], _ head: Head, _ path: String
  ) throws(Failure) -> Value {
    guard head.contentLength == content.count else {
      throw Head.damaged(path, "it has \(content.count) bytes instead of \(head.contentLength)")
    }
    guard head.checksum == ContentHash.sha256(of: content) else { throw Head.damaged(path, "its checksum is another") }
    do { return try JSONDecoder().decode(type, from: Data(content)) } catch {
      throw Failure(.infrastructure, "'\(path)' does not hold what it should: \(error)")
    }
  }

  /// The first line of a section.
  private struct Head {
    /// Bytes that a first line has at most.
    static let limit = 256
    /// More than any content has.
    static let contentLimit = 1 << 30

    /// Bytes, with the line's end.
    var length: Int
    var contentLength: Int
    var checksum: String

    init(_ bytes: [UInt8], of file: CheckedFile, _ path: String) throws(Failure) {
      guard let end = bytes.prefix(Self.limit).firstIndex(of: UInt8(ascii: "\n")) else {
        throw Self.damaged(path, "it has no first line")
      }
      let words = String(decoding: bytes[..<end], as: UTF8.self).split(separator: " ").map(String.init)
      guard words.count == 5, words[0] == "drey", words[1] == file.kind else {
        throw Self.damaged(path, "it is not a file of drey's \(file.kind)")
      }
      guard words[2] == "\(CheckedFile.version)" else {
        throw Failure(
          .infrastructure, "'\(path)' is of version \(words[2]), this drey reads version \(CheckedFile.version)",
          advice: "Use the drey release that wrote it.")
      }
      guard let contentLength = Int(words[3]), (0...Self.contentLimit).contains(contentLength) else {
        throw Self.damaged(path, "it does not say how long it is")
      }
      (length, self.contentLength, checksum) = (end + 1, contentLength, words[4])
    }

    static func damaged(_ path: String, _ what: String) -> Failure {
      Failure(.infrastructure, "'\(path)' is damaged: \(what)")
    }
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }
}
