/// Reads tar archives in memory: ustar, pax headers, and GNU's long names.
public enum TarReader {
  /// The members of an archive in order; their contents share the archive's memory.
  ///
  /// Throws `TarError` if the archive is truncated or not one.
  public static func entries(of archive: [UInt8]) throws -> [TarEntry] {
    var cursor = Cursor(archive: archive[...])
    var entries: [TarEntry] = []
    while let entry = try cursor.next() { entries.append(entry) }
    return entries
  }

  private struct Cursor {
    let archive: ArraySlice<UInt8>
    private var offset = 0
    private var overrides: [String: String] = [:]

    init(archive: ArraySlice<UInt8>) { self.archive = archive }

    mutating func next() throws -> TarEntry? {
      while let header = try readHeader() {
        let size = overrides["size"].flatMap { Int($0) } ?? header.size
        let contents = try readContents(size)
        if try !takeOverrides(header.type, contents) {
          defer { overrides = [:] }
          return entry(header, contents)
        }
      }
      // A header that speaks of the next member, without a next member.
      guard overrides.isEmpty else { throw TarError.truncated }
      return nil
    }

    // A block of zeros is the end; so is the end of the bytes, which some writers leave it at.
    private mutating func readHeader() throws -> TarHeader? {
      guard offset < archive.count else { return nil }
      guard archive.count - offset >= TarHeader.blockSize else { throw TarError.truncated }
      let block = archive[offset..<offset + TarHeader.blockSize]
      guard block.contains(where: { $0 != 0 }) else { return nil }
      guard let header = TarHeader(block: block) else { throw TarError.malformedHeader(offset: offset) }
      offset += TarHeader.blockSize
      return header
    }

    private mutating func readContents(_ size: Int) throws -> ArraySlice<UInt8> {
      guard size >= 0, size <= archive.count - offset else { throw TarError.truncated }
      let contents = archive[offset..<offset + size]
      offset = min(archive.count, offset + size + TarHeader.padding(after: size))
      return contents
    }

    // Whether the member only says something about the next one.
    private mutating func takeOverrides(_ type: UInt8, _ contents: ArraySlice<UInt8>) throws -> Bool {
      switch type {
      case TarHeader.TypeFlag.extended:
        overrides.merge(try Self.records(contents, at: offset)) { $1 }
      case TarHeader.TypeFlag.longName:
        overrides["path"] = String(decoding: contents.prefix { $0 != 0 }, as: UTF8.self)
      case TarHeader.TypeFlag.longLink:
        overrides["linkpath"] = String(decoding: contents.prefix { $0 != 0 }, as: UTF8.self)
      case TarHeader.TypeFlag.globalExtended: break
      default: return false
      }
      return true
    }

    // Each record is "LENGTH KEY=VALUE\n", where the length counts the whole record.
    private static func records(_ bytes: ArraySlice<UInt8>, at offset: Int) throws -> [String: String] {
      var records: [String: String] = [:]
      var rest = bytes
      while !rest.isEmpty {
        let digits = rest.prefix { $0 != UInt8(ascii: " ") }
        guard let length = Int(String(decoding: digits, as: UTF8.self)), length > digits.count + 1, length <= rest.count
        else { throw TarError.malformedHeader(offset: offset) }
        let body = rest.prefix(length).dropFirst(digits.count + 1).dropLast()
        let key = body.prefix { $0 != UInt8(ascii: "=") }
        records[String(decoding: key, as: UTF8.self)] = String(decoding: body.dropFirst(key.count + 1), as: UTF8.self)
        rest = rest.dropFirst(length)
      }
      return records
    }

    private func entry(_ header: TarHeader, _ contents: ArraySlice<UInt8>) -> TarEntry {
      var name = overrides["path"] ?? String(decoding: header.name, as: UTF8.self)
      while name.hasSuffix("/"), name != "/" { name.removeLast() }
      let link = overrides["linkpath"] ?? String(decoding: header.link, as: UTF8.self)
      let kind = Self.kind(header.type, link: link)
      return TarEntry(
        name: name, kind: kind, mode: header.mode & 0o7777,
        userID: overrides["uid"].flatMap { Int($0) } ?? header.userID,
        groupID: overrides["gid"].flatMap { Int($0) } ?? header.groupID, contents: kind == .file ? contents : [])
    }

    private static func kind(_ type: UInt8, link: String) -> TarEntry.Kind {
      switch type {
      case TarHeader.TypeFlag.file, 0: .file
      case TarHeader.TypeFlag.folder: .folder
      case TarHeader.TypeFlag.symbolicLink: .symbolicLink(target: link)
      case TarHeader.TypeFlag.hardLink: .hardLink(target: link)
      default: .other(type)
      }
    }
  }
}
