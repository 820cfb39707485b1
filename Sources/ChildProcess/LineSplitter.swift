/// Cuts a stream of bytes into lines of bounded length.
public struct LineSplitter: Sendable {
  /// In bytes; what a line has beyond it is dropped and `…` put in its place.
  public let maximumLength: Int
  private var pending: [UInt8] = []
  private var isCut = false

  public init(maximumLength: Int = 16 << 10) { self.maximumLength = max(1, maximumLength) }

  /// The lines that these bytes complete, without their ends (`\n` or `\r\n`).
  public mutating func add(_ bytes: UnsafeRawBufferPointer) -> [String] {
    var lines: [String] = []
    var rest = bytes[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      keep(rest[..<end])
      lines.append(take())
      rest = rest[(end + 1)...]
    }
    keep(rest)
    return lines
  }

  /// The last line, where the stream ended without a line end.
  public mutating func finish() -> String? { pending.isEmpty && !isCut ? nil : take() }

  private mutating func keep(_ bytes: Slice<UnsafeRawBufferPointer>) {
    let room = maximumLength - pending.count
    if bytes.count > room { isCut = true }
    pending.append(contentsOf: bytes.prefix(room))
  }

  private mutating func take() -> String {
    if !isCut, pending.last == UInt8(ascii: "\r") { pending.removeLast() }
    let text = String(decoding: pending, as: UTF8.self) + (isCut ? "…" : "")
    pending.removeAll(keepingCapacity: true)
    isCut = false
    return text
  }
}
