/// The list of entries at the end of a ZIP archive.
struct CentralDirectory {
  /// Where the list begins, in bytes from the file's beginning.
  var offset: Int
  var size: Int
  /// What the archive's own offsets have to be moved by: bytes that somebody put before it, such as a launcher script.
  var shift: Int

  private static let endSignature: UInt32 = 0x0605_4b50
  private static let locatorSignature: UInt32 = 0x0706_4b50
  private static let largeEndSignature: UInt32 = 0x0606_4b50
  private static let entrySignature: UInt32 = 0x0201_4b50

  init(_ bytes: Bytes) throws(JarError) {
    guard let end = Self.endRecord(bytes) else { throw JarError("it has no ZIP directory at its end") }
    guard let size: UInt32 = bytes.little(end + 12), let offset: UInt32 = bytes.little(end + 16) else {
      throw JarError("the ZIP directory's end is cut off")
    }
    var declared = (offset: Int(offset), size: Int(size))
    var recordEnd = end
    if let large = Self.largeRecord(bytes, before: end) { (declared, recordEnd) = (large.declared, large.at) }
    // The directory ends where its end record begins, wherever the archive's own idea of its beginning puts it.
    let start = recordEnd - declared.size
    guard start >= declared.offset else { throw JarError("its ZIP directory lies outside of the file") }
    self.offset = start
    self.size = declared.size
    self.shift = start - declared.offset
  }

  /// The end record may be followed by a comment of up to 65,535 bytes.
  private static func endRecord(_ bytes: Bytes) -> Int? {
    let last = bytes.count - 22
    guard last >= 0 else { return nil }
    for offset in stride(from: last, through: max(0, last - 0xFFFF), by: -1)
    where bytes.little(offset) == endSignature {
      if let comment: UInt16 = bytes.little(offset + 20), Int(comment) <= last - offset { return offset }
    }
    return nil
  }

  /// What a ZIP64 archive says, whose numbers do not fit into the plain end record.
  private static func largeRecord(_ bytes: Bytes, before end: Int) -> (declared: (offset: Int, size: Int), at: Int)? {
    let locator = end - 20
    guard bytes.little(locator) == locatorSignature, let place: UInt64 = bytes.little(locator + 8),
      // Where the locator says, or right before it, where bytes were put before the archive.
      let at = [Int(exactly: place) ?? -1, locator - 56].first(where: { bytes.little($0) == largeEndSignature }),
      let size: UInt64 = bytes.little(at + 40), let offset: UInt64 = bytes.little(at + 48),
      let size = Int(exactly: size), let offset = Int(exactly: offset), size <= at, offset <= at
    else { return nil }
    return ((offset, size), at)
  }

  /// All entries, in the archive's order.
  func entries(_ bytes: Bytes) throws(JarError) -> [JarEntry] {
    guard let list = bytes.slice(offset, count: size) else { throw JarError("its ZIP directory is cut off") }
    var entries: [JarEntry] = []
    var place = 0
    while place < list.count {
      guard list.little(place) == Self.entrySignature, let entry = entry(list, at: place) else {
        throw JarError("entry \(entries.count + 1) of its ZIP directory is malformed")
      }
      entries.append(entry.entry)
      place += entry.length
    }
    return entries
  }

  private func entry(_ list: Bytes, at place: Int) -> (entry: JarEntry, length: Int)? {
    guard let header = list.slice(place, count: 46), let method: UInt16 = header.little(10),
      let packed: UInt32 = header.little(20), let size: UInt32 = header.little(24),
      let nameLength: UInt16 = header.little(28), let extraLength: UInt16 = header.little(30),
      let commentLength: UInt16 = header.little(32), let offset: UInt32 = header.little(42),
      let name = list.slice(place + 46, count: Int(nameLength)),
      let extra = list.slice(place + 46 + Int(nameLength), count: Int(extraLength))
    else { return nil }
    guard let numbers = Self.numbers(size: size, packed: packed, offset: offset, extra: extra) else { return nil }
    let (start, overflow) = numbers.offset.addingReportingOverflow(shift)
    guard !overflow else { return nil }
    let entry = JarEntry(
      name: name.text, size: numbers.size, packedSize: numbers.packed, method: method, offset: start)
    return (entry, 46 + Int(nameLength) + Int(extraLength) + Int(commentLength))
  }

  /// Numbers that do not fit are all ones, and stand in the extra field of kind 1 in this order.
  private static func numbers(
    size: UInt32, packed: UInt32, offset: UInt32, extra: Bytes
  )
    -> (size: Int, packed: Int, offset: Int)?
  {
    guard size == .max || packed == .max || offset == .max else { return (Int(size), Int(packed), Int(offset)) }
    guard var place = largeField(extra) else { return nil }
    func number(_ plain: UInt32) -> Int? {
      guard plain == .max else { return Int(plain) }
      defer { place += 8 }
      return extra.little(place, as: UInt64.self).flatMap { Int(exactly: $0) }
    }
    guard let size = number(size), let packed = number(packed), let offset = number(offset) else { return nil }
    return (size, packed, offset)
  }

  private static func largeField(_ extra: Bytes) -> Int? {
    var place = 0
    while let kind: UInt16 = extra.little(place), let length: UInt16 = extra.little(place + 2) {
      if kind == 1 { return place + 4 }
      place += 4 + Int(length)
    }
    return nil
  }
}
