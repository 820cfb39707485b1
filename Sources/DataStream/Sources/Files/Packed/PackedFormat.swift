/// The ways of packing a file that are undone while it is read; Flink's.
enum PackedFormat: String, CaseIterable {
  case gzip, bzip2, xz, zstd
  case zlib = "deflate"

  /// How names of such files end, without the dot and in lower case.
  var endings: [String] {
    switch self {
    case .gzip: ["gz", "gzip"]
    case .bzip2: ["bz2", "bzip2"]
    case .xz: ["xz"]
    case .zstd: ["zst", "zstd"]
    case .zlib: ["deflate", "zz"]
    }
  }

  /// The format that a file's name speaks of.
  init?(ending: String) {
    guard let format = Self.allCases.first(where: { $0.endings.contains(ending) }) else { return nil }
    self = format
  }

  /// Unpacks what is packed like this.
  func makeDecompressor() -> any Decompressor {
    switch self {
    case .gzip: ZlibDecompressor(isGzip: true)
    case .zlib: ZlibDecompressor(isGzip: false)
    case .bzip2: Bzip2Decompressor()
    case .xz: XzDecompressor()
    case .zstd: ZstdDecompressor()
    }
  }

  /// Whether a further member may begin with `byte`: such files may be appended to each other.
  func mayContinue(with byte: UInt8) -> Bool {
    switch self {
    case .gzip: byte == 0x1F
    case .bzip2: byte == UInt8(ascii: "B")
    case .xz: byte == 0xFD
    // Frames of the present and of earlier versions, and those that hold something else and are passed over.
    case .zstd: (0x22...0x28).contains(byte) || (0x50...0x5F).contains(byte)
    case .zlib: false
    }
  }

  /// Whether zeros may fill up what lies behind a member.
  var allowsPadding: Bool { self == .xz || self == .gzip }

  /// A command that says whether a file is whole.
  var test: String? { self == .zlib ? nil : "\(rawValue) -t FILE" }
}
