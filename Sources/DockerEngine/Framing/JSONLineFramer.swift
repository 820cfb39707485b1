/// Cuts a byte stream into lines, wherever its chunks were split or joined.
public struct JSONLineFramer: Sendable {
  private var buffer: [UInt8] = []
  private var searched = 0
  private let limit: Int

  /// `limit` is the length in bytes from which on a line is refused, so that a peer cannot fill the memory.
  public init(limit: Int = 16 << 20) { self.limit = limit }

  /// Takes a chunk and returns the lines that are now complete, without their ends; empty lines are left out.
  ///
  /// Throws `DockerEngineError.stream` when a line becomes longer than the limit.
  public mutating func append(_ chunk: some Collection<UInt8>) throws -> [[UInt8]] {
    buffer.append(contentsOf: chunk)
    var lines: [[UInt8]] = []
    var start = 0
    while let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
      if let line = Self.trimmed(buffer[start..<end]) { lines.append(line) }
      start = end + 1
      searched = start
    }
    buffer.removeFirst(start)
    searched = buffer.count
    guard buffer.count <= limit else {
      throw DockerEngineError.stream(request: "JSON lines", message: "a line is longer than \(limit) bytes")
    }
    return lines
  }

  /// The last line if the stream ended without an end of line.
  public mutating func finish() -> [UInt8]? {
    defer {
      buffer = []
      searched = 0
    }
    return Self.trimmed(buffer[...])
  }

  private static func trimmed(_ line: ArraySlice<UInt8>) -> [UInt8]? {
    let content = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    return content.isEmpty ? nil : Array(content)
  }
}
