import DreyModel

/// How a file's bytes become its content. They say so themselves; its name counts only where they leave it open.
enum FileKind: Equatable {
  /// They are its content.
  case plain
  /// They are unpacked on the way, from the beginning on: nobody can begin to read in the middle.
  case packed(PackedFormat)

  /// Looks at the first bytes of a file.
  /// - Throws: ``Failure`` that names the file if it cannot be read, or holds no lines.
  static func of(_ path: String) throws(Failure) -> FileKind {
    let file = try InputFile(path)
    return try FileKind(try file.head(), path)
  }

  /// - Throws: ``Failure`` that names the file if it begins as nothing that has lines.
  init(_ head: FileHead, _ path: String) throws(Failure) {
    let ending = Self.ending(of: path)
    if let format = Self.format(head, ending) {
      self = .packed(format)
      return
    }
    try Self.refuse(head, "'\(path)'")
    if let claim = Self.claim(of: ending), !head.isText {
      throw Failure(
        .user, "'\(path)' is neither text nor \(claim), as its name says", advice: "Is it whole? Is it encrypted?",
        isPermanent: true)
    }
    self = .plain
  }

  /// - Parameter subject: names the file, or that it is what has been unpacked.
  /// - Throws: ``Failure`` if the bytes are the beginning of something without lines.
  static func refuse(_ head: FileHead, _ subject: String) throws(Failure) {
    if let foreign = ForeignFormat(head) {
      throw Failure(.user, "\(subject) is \(foreign.name)", advice: foreign.advice, isPermanent: true)
    }
  }

  /// The format of packed bytes.
  static func format(_ head: FileHead, _ ending: String) -> PackedFormat? {
    let named = PackedFormat(ending: ending)
    // A file that was cut off, or is still to be written, may hold less than what tells its format.
    if let named, named != .zlib || head.bytes.count < 2, agrees(signature(of: named), head) { return named }
    if let format = PackedFormat.allCases.first(where: { begins($0, head) }) { return format }
    guard ZlibHeader.begins(head) else { return nil }
    return named == .zlib || head.hasControls && ZlibHeader.isConfirmed(by: head) ? .zlib : nil
  }

  private static func agrees(_ signature: [UInt8], _ head: FileHead) -> Bool {
    zip(signature, head.bytes).allSatisfy(==)
  }

  private static func begins(_ format: PackedFormat, _ head: FileHead) -> Bool {
    switch format {
    case .bzip2:
      // The level, then a block or the end of the stream.
      return head.begins(with: signature(of: .bzip2)) && head.bytes.count > 3 && (0x31...0x39).contains(head.bytes[3])
        && (head.begins(with: [0x31, 0x41, 0x59, 0x26, 0x53, 0x59], at: 4)
          || head.begins(with: [0x17, 0x72, 0x45, 0x38, 0x50, 0x90], at: 4))
    case .zstd:
      // Frames of other versions, and those that are passed over, differ in the first byte.
      let first = head.bytes.first ?? 0
      return (0x22...0x28).contains(first) && head.begins(with: [0xB5, 0x2F, 0xFD], at: 1)
        || (0x50...0x5F).contains(first) && head.begins(with: [0x2A, 0x4D, 0x18], at: 1)
    case .zlib: return false
    case .gzip, .xz: return head.begins(with: signature(of: format))
    }
  }

  private static func signature(of format: PackedFormat) -> [UInt8] {
    switch format {
    case .gzip: [0x1F, 0x8B]
    case .bzip2: Array("BZh".utf8)
    case .xz: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]
    case .zstd: [0x28, 0xB5, 0x2F, 0xFD]
    case .zlib: [0x78]
    }
  }

  /// Returns the text after the last dot of a file's name, in lower case.
  static func ending(of path: String) -> String {
    let name = path.utf8.suffix(while: { $0 != UInt8(ascii: "/") })
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")) else { return "" }
    return String(decoding: name[name.index(after: dot)...], as: UTF8.self).lowercased()
  }

  /// The kind of file that a name speaks of if nothing of the kind is text.
  private static func claim(of ending: String) -> String? {
    if let format = PackedFormat(ending: ending) { return "packed with \(format.rawValue)" }
    return ["z", "zip", "7z", "rar", "lz4", "snappy", "sz", "br", "lzo", "lz", "lzma", "tar", "parquet", "avro", "orc"]
      .contains(ending) ? "a .\(ending) file" : nil
  }
}

extension BidirectionalCollection {
  /// Returns the longest end whose elements all satisfy `predicate`.
  fileprivate func suffix(while predicate: (Element) -> Bool) -> SubSequence {
    var start = endIndex
    while start > startIndex, predicate(self[index(before: start)]) { start = index(before: start) }
    return self[start...]
  }
}
