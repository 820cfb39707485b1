import CurlHTTP

/// Makes a tar archive: ustar, with pax headers for names that are longer than it allows.
///
/// Equal calls make equal bytes: every time is 0, and members are in the order in which they were added. Files added by path
/// are read only when the archive is sent, so that they take no memory.
public struct TarWriter: Sendable {
  private var segments: [HTTPBody.Segment] = []
  private var pending: [UInt8] = []

  // ustar's fields hold seven octal digits for ids and eleven for sizes.
  private static let largestID = 0o7777777
  private static let largestSize = 0o77777777777

  public init() {}

  /// Adds a file from memory. Throws `TarError.unrepresentable`.
  public mutating func addFile(
    _ name: String, _ contents: [UInt8], mode: Int = 0o644, userID: Int = 0, groupID: Int = 0
  ) throws {
    try add(name, .init(mode, userID, groupID, contents.count), TarHeader.TypeFlag.file)
    append(contents)
    pad(after: contents.count)
  }

  /// Adds a file of this machine, which must not change until the archive has been sent.
  ///
  /// Throws `DockerEngineError.invalidArgument` if there is no readable regular file, or `TarError.unrepresentable`.
  public mutating func addFile(
    _ name: String, at path: String, mode: Int = 0o644, userID: Int = 0, groupID: Int = 0
  ) throws {
    let file = try DockerEngineError.mapping { try HTTPBody.Segment.wholeFile(path) }
    try add(name, .init(mode, userID, groupID, file.size), TarHeader.TypeFlag.file)
    flush()
    segments.append(file)
    pad(after: file.size)
  }

  /// Adds a folder. Throws `TarError.unrepresentable`.
  public mutating func addFolder(_ name: String, mode: Int = 0o755, userID: Int = 0, groupID: Int = 0) throws {
    try add(name.hasSuffix("/") ? name : name + "/", .init(mode, userID, groupID, 0), TarHeader.TypeFlag.folder)
  }

  /// Adds a symbolic link. Throws `TarError.unrepresentable`.
  public mutating func addSymbolicLink(_ name: String, to target: String, userID: Int = 0, groupID: Int = 0) throws {
    try add(name, .init(0o777, userID, groupID, 0), TarHeader.TypeFlag.symbolicLink, link: target)
  }

  /// The archive so far, with its end, to be uploaded.
  public func body() -> RequestBody {
    var all = segments
    all.append(.bytes(pending + [UInt8](repeating: 0, count: 2 * TarHeader.blockSize)))
    return RequestBody(HTTPBody(all))
  }

  /// The archive so far, with its end, in memory. Throws `DockerEngineError.invalidArgument` if a file can no longer be read.
  public func bytes() throws -> [UInt8] {
    let body = body()
    var reader = BodyReader(body.content)
    let bytes = [UInt8](unsafeUninitializedCapacity: body.size) { buffer, count in
      count = reader.read(into: UnsafeMutableRawBufferPointer(buffer)) ?? 0
    }
    guard bytes.count == body.size else {
      throw DockerEngineError.invalidArgument(reader.failure ?? "a file of the archive became shorter")
    }
    return bytes
  }
}

extension TarWriter {
  private struct Numbers {
    var mode: Int
    var userID: Int
    var groupID: Int
    var size: Int

    init(_ mode: Int, _ userID: Int, _ groupID: Int, _ size: Int) {
      (self.mode, self.userID, self.groupID, self.size) = (mode, userID, groupID, size)
    }
  }

  private mutating func add(_ name: String, _ numbers: Numbers, _ type: UInt8, link: String = "") throws {
    try Self.check(name, numbers, link: link)
    appendExtendedHeader(name: name, link: link)
    let header = TarHeader(
      name: Array(name.utf8), mode: numbers.mode, userID: numbers.userID, groupID: numbers.groupID, size: numbers.size,
      type: type, link: Array(link.utf8))
    append(header.block)
  }

  private static func check(_ name: String, _ numbers: Numbers, link: String) throws {
    func refuse(_ reason: String) -> TarError { .unrepresentable(name: name, reason: reason) }
    guard !name.isEmpty, name != "/" else { throw refuse("the name is empty") }
    guard !name.utf8.contains(0), !link.utf8.contains(0) else { throw refuse("a name contains a zero byte") }
    guard (0...0o7777).contains(numbers.mode) else { throw refuse("the mode \(numbers.mode) is out of range") }
    guard (0...largestID).contains(numbers.userID), (0...largestID).contains(numbers.groupID) else {
      throw refuse("the owner \(numbers.userID):\(numbers.groupID) is out of range")
    }
    guard numbers.size <= largestSize else { throw refuse("\(numbers.size) bytes are too many") }
  }

  private mutating func appendExtendedHeader(name: String, link: String) {
    var records: [UInt8] = []
    if name.utf8.count > 100 { records += Self.record("path", name) }
    if link.utf8.count > 100 { records += Self.record("linkpath", link) }
    guard !records.isEmpty else { return }
    let header = TarHeader(
      name: Array("PaxHeaders/".utf8) + name.utf8.prefix(80), mode: 0o644, size: records.count,
      type: TarHeader.TypeFlag.extended)
    append(header.block)
    append(records)
    pad(after: records.count)
  }

  // A record begins with its own length, the digits of which count as well.
  private static func record(_ key: String, _ value: String) -> [UInt8] {
    let rest = " \(key)=\(value)\n"
    var length = rest.utf8.count
    while String(length).utf8.count + rest.utf8.count != length { length = String(length).utf8.count + rest.utf8.count }
    return Array("\(length)\(rest)".utf8)
  }

  private mutating func append(_ bytes: [UInt8]) {
    // A large array becomes a segment of its own instead of being copied.
    guard bytes.count > 64 << 10 else { return pending.append(contentsOf: bytes) }
    flush()
    segments.append(.bytes(bytes))
  }

  private mutating func pad(after size: Int) {
    pending.append(contentsOf: repeatElement(0, count: TarHeader.padding(after: size)))
  }

  private mutating func flush() {
    guard !pending.isEmpty else { return }
    segments.append(.bytes(pending))
    pending = []
  }
}
