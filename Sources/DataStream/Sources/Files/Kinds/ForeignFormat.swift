/// A kind of file whose lines are none, so that it is refused by name.
struct ForeignFormat {
  /// With its article, behind "is".
  let name: String
  let advice: String

  /// The kind of file that begins like this.
  init?(_ head: FileHead) {
    if let encoding = Self.encoding(head) {
      name = "\(encoding) text, not UTF-8"
      advice = "Convert it: iconv -f \(encoding) -t UTF-8 FILE > NEW"
    } else if let archive = Self.archives.first(where: { $0.matches(head) }) {
      name = archive.name
      advice =
        "Unpack it first. Unpacked on the way are: \(PackedFormat.allCases.map(\.rawValue).joined(separator: ", "))."
    } else if let table = Self.tables.first(where: { $0.matches(head) }) {
      name = table.name
      advice = "Convert it first, to CSV or JSON lines."
    } else {
      return nil
    }
  }

  private static func encoding(_ head: FileHead) -> String? {
    if head.begins(with: [0xFF, 0xFE, 0, 0]) || head.begins(with: [0, 0, 0xFE, 0xFF]) { return "UTF-32" }
    if head.begins(with: [0xFF, 0xFE]) || head.begins(with: [0xFE, 0xFF]) { return "UTF-16" }
    if head.isWide(isBigEndian: false) { return "UTF-16LE" }
    return head.isWide(isBigEndian: true) ? "UTF-16BE" : nil
  }

  private struct Signature {
    let name: String
    let bytes: [UInt8]
    var offset = 0
    /// Whether a text may begin so as well, in whatever encoding.
    var isPlain = false

    func matches(_ head: FileHead) -> Bool { head.begins(with: bytes, at: offset) && (!isPlain || head.hasControls) }
  }

  private static let archives = [
    Signature(name: "a zip archive", bytes: Array("PK\u{3}\u{4}".utf8)),
    Signature(name: "a zip archive", bytes: Array("PK\u{5}\u{6}".utf8)),
    Signature(name: "a zip archive", bytes: Array("PK\u{7}\u{8}".utf8)),
    Signature(name: "a 7z archive", bytes: [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
    Signature(name: "a RAR archive", bytes: Array("Rar!\u{1A}\u{7}".utf8)),
    Signature(name: "a tar archive", bytes: Array("ustar".utf8), offset: 257, isPlain: true),
    Signature(name: "packed with compress (.Z)", bytes: [0x1F, 0x9D]),
    Signature(name: "packed with lzh (.Z)", bytes: [0x1F, 0xA0]),
    Signature(name: "packed with lz4", bytes: [0x04, 0x22, 0x4D, 0x18]),
    Signature(name: "packed with lz4", bytes: [0x02, 0x21, 0x4C, 0x18]),
    Signature(name: "packed with snappy", bytes: [0xFF, 0x06, 0x00, 0x00] + Array("sNaPpY".utf8)),
    Signature(name: "packed with snappy", bytes: [0x82] + Array("SNAPPY\0".utf8)),
    Signature(name: "packed with lzop", bytes: [0x89] + Array("LZO\0\r\n\u{1A}\n".utf8)),
    Signature(name: "packed with lzip", bytes: Array("LZIP\u{1}".utf8)),
    Signature(name: "packed with lzma", bytes: [0x5D, 0x00, 0x00]),
  ]

  private static let tables = [
    Signature(name: "a Parquet file", bytes: Array("PAR1".utf8), isPlain: true),
    Signature(name: "an encrypted Parquet file", bytes: Array("PARE".utf8), isPlain: true),
    Signature(name: "an Avro file", bytes: Array("Obj\u{1}".utf8)),
    Signature(name: "an ORC file", bytes: Array("ORC".utf8), isPlain: true),
    Signature(name: "an Arrow file", bytes: Array("ARROW1\0\0".utf8)),
    Signature(name: "a Hadoop sequence file", bytes: Array("SEQ\u{6}".utf8)),
    Signature(name: "an SQLite database", bytes: Array("SQLite format 3\0".utf8)),
    Signature(name: "an Excel file", bytes: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]),
  ]
}
