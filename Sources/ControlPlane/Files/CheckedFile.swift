import Crypto
public import DreyModel
import FoundationEssentials
import Glibc

/// A file that holds one value as JSON and is there whole or not at all, and that shows whether it is what was written.
///
/// Its first line is `drey KIND VERSION LENGTH SHA256`; the JSON follows. It is written aside, brought to the disk, and
/// then given its name. All of it blocks; nothing here is to be called on the cooperative pool.
public struct CheckedFile: Sendable, Equatable {
  /// What it holds, in one word; a file of another kind is refused.
  public var kind: String
  /// Raised where what was written before can no longer be read.
  public var version: Int

  public init(kind: String, version: Int = 1) {
    self.kind = kind
    self.version = version
  }

  /// What a file's name begins with until it is whole.
  public static let unfinished = ".unfinished-"

  /// - Throws: ``Failure`` of the domain `infrastructure`; what was there before stays then.
  public func write(_ value: some Encodable, to path: String) throws(Failure) {
    let content: [UInt8]
    do { content = Array(try Self.encoder.encode(value)) } catch {
      throw Failure(.infrastructure, "cannot write '\(path)': \(error)")
    }
    let head = "drey \(kind) \(version) \(content.count) \(SHA256.hash(data: content).hexadecimal)\n"
    let folder = Self.folder(of: path)
    let aside = "\(folder)/\(Self.unfinished)\(RandomToken.make().prefix(16))"
    do throws(Failure) {
      try Self.write(Array(head.utf8) + content, to: aside)
      guard rename(aside, path) == 0 else { throw FileError.failure("rename to", path) }
      try Self.settle(folder)
    } catch {
      unlink(aside)
      throw error
    }
  }

  /// - Throws: ``Failure`` of the domain `infrastructure` that says what is wrong with the file.
  public func read<Value: Decodable>(_ type: Value.Type, from path: String) throws(Failure) -> Value {
    let content = try check(try Self.read(path), path)
    do { return try JSONDecoder().decode(type, from: Data(content)) } catch {
      throw Failure(.infrastructure, "'\(path)' does not hold what it should: \(error)")
    }
  }

  private func check(_ bytes: [UInt8], _ path: String) throws(Failure) -> ArraySlice<UInt8> {
    func damaged(_ what: String) -> Failure { Failure(.infrastructure, "'\(path)' is damaged: \(what)") }
    guard let end = bytes.prefix(256).firstIndex(of: UInt8(ascii: "\n")) else { throw damaged("it has no first line") }
    let words = String(decoding: bytes[..<end], as: UTF8.self).split(separator: " ").map(String.init)
    guard words.count == 5, words[0] == "drey", words[1] == kind else { throw damaged("it is no file of drey's \(kind)") }
    guard words[2] == "\(version)" else {
      throw Failure(
        .infrastructure, "'\(path)' is of version \(words[2]), this drey reads version \(version)",
        advice: "Use the drey release that wrote it.")
    }
    let content = bytes[(end + 1)...]
    guard words[3] == "\(content.count)" else { throw damaged("it has \(content.count) bytes instead of \(words[3])") }
    guard words[4] == SHA256.hash(data: content).hexadecimal else { throw damaged("its checksum is another") }
    return content
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }

  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  }
}

// What the system does.
extension CheckedFile {
  private static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw FileError.failure("create", path) }
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw FileError.failure("write", path) }
      rest = rest.dropFirst(count)
    }
    guard fsync(descriptor) == 0 else { throw FileError.failure("bring to the disk", path) }
  }

  private static func read(_ path: String) throws(Failure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError.failure("read", path) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw FileError.failure("read", path) }
      guard count > 0 else { return bytes }
      bytes += chunk[..<count]
    }
  }

  /// Brings a folder's entries to the disk.
  private static func settle(_ folder: String) throws(Failure) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError.failure("read", folder) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw FileError.failure("bring to the disk", folder) }
  }
}
