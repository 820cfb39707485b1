/// A JAR's entries. The bytes it was made of have to stay where they are for as long as it is used.
public struct JarArchive {
  public let entries: [JarEntry]
  private let bytes: Bytes
  private let places: [String: Int]
  private let inflater = Inflater()

  /// Reads the directory at the archive's end and nothing else.
  /// - Throws: ``JarError`` for anything but a ZIP archive.
  public init(_ bytes: UnsafeRawBufferPointer) throws(JarError) {
    self.bytes = Bytes(bytes)
    entries = try CentralDirectory(self.bytes).entries(self.bytes)
    places = Dictionary(entries.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { $1 })
  }

  /// The entry of that name; of several the last one.
  public func entry(named name: String) -> JarEntry? { places[name].map { entries[$0] } }

  /// An entry's content, unpacked: all of it, or its first `limit` bytes.
  /// - Throws: ``JarError`` for damaged entries and those packed in another way than stored or deflated.
  public func content(of entry: JarEntry, limit: Int = .max) throws(JarError) -> [UInt8] {
    let packed = try packed(entry)
    let count = min(entry.size, limit)
    switch entry.method {
    case 0: return Array(packed.all.prefix(count))
    case 8: return try unpack(packed, of: entry, count: count)
    default: throw JarError("\(entry.name) is packed by the unknown method \(entry.method)")
    }
  }

  private func packed(_ entry: JarEntry) throws(JarError) -> Bytes {
    // The lengths in the entry's own header differ from those in the directory; the sizes may be missing there.
    guard bytes.little(entry.offset) == UInt32(0x0403_4b50),
      let name: UInt16 = bytes.little(entry.offset + 26), let extra: UInt16 = bytes.little(entry.offset + 28),
      let packed = bytes.slice(entry.offset + 30 + Int(name) + Int(extra), count: entry.packedSize)
    else { throw JarError("\(entry.name) is not where the ZIP directory says") }
    return packed
  }

  private func unpack(_ packed: Bytes, of entry: JarEntry, count: Int) throws(JarError) -> [UInt8] {
    // Deflate packs at most 1,032 to 1: a size beyond that is a lie, and no reason to ask for memory.
    guard count / 1032 <= packed.count else { throw JarError("\(entry.name) is damaged: its size cannot be true") }
    var filled = 0
    let content = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      filled = inflater.inflate(packed.all, into: UnsafeMutableRawBufferPointer(buffer)) ?? -1
      initialized = max(0, filled)
    }
    guard filled == count else { throw JarError("\(entry.name) is damaged") }
    return content
  }
}
