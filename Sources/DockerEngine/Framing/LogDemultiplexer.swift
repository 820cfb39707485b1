/// A piece of what a process wrote.
public struct LogChunk: Sendable, Equatable {
  /// Which of the process's outputs it was written to.
  public enum Source: UInt8, Sendable {
    case stdout = 1
    case stderr = 2
  }

  public var source: Source
  public var bytes: [UInt8]

  public init(_ source: Source, _ bytes: [UInt8]) {
    self.source = source
    self.bytes = bytes
  }

  /// The bytes as text; a character may be split between two chunks.
  public var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// Separates standard output and standard error, which an engine sends as frames on one stream: a header of eight bytes
/// (source, three zeros, length as a big-endian number of four bytes) and the payload.
///
/// Passes payload on as it arrives, so that a chunk may be a part of a frame, and a long frame takes no memory.
public struct LogDemultiplexer: Sendable {
  /// The longest frame that is taken for one. Engines cut at 16 KiB or so; a longer one means the framing was lost.
  public static let maximumLength = 64 << 20

  private var header: [UInt8] = []
  // `nil` within a frame in which the engine tells why it cannot go on.
  private var source: LogChunk.Source? = .stdout
  private var remaining = 0
  private var engineError: [UInt8] = []

  private static let systemError: UInt8 = 3

  public init() {}

  /// Takes bytes and returns the payload among them. Throws `DockerEngineError.stream` if they are not frames.
  public mutating func append(_ bytes: some Collection<UInt8>) throws -> [LogChunk] {
    var chunks: [LogChunk] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      if remaining > 0 {
        let payload = rest.prefix(remaining)
        remaining -= payload.count
        rest = rest.dropFirst(payload.count)
        if let source { chunks.append(LogChunk(source, Array(payload))) } else { try takeError(payload) }
      } else {
        let part = rest.prefix(8 - header.count)
        header += part
        rest = rest.dropFirst(part.count)
        if header.count == 8 { try beginFrame() }
      }
    }
    return chunks
  }

  /// Checks that the stream did not end within a frame. Throws `DockerEngineError.stream` if it did.
  public func finish() throws {
    guard header.isEmpty, remaining == 0 else { throw Self.broken("it ends within a frame") }
  }

  private mutating func beginFrame() throws {
    defer { header = [] }
    let length = header[4...].reduce(0) { $0 << 8 | Int($1) }
    let source = LogChunk.Source(rawValue: header[0])
    guard source != nil || header[0] == Self.systemError, header[1...3].allSatisfy({ $0 == 0 }) else {
      throw Self.broken("a frame begins with \(header)")
    }
    guard length <= Self.maximumLength else { throw Self.broken("a frame claims a length of \(length) bytes") }
    self.source = source
    remaining = length
  }

  private mutating func takeError(_ payload: some Collection<UInt8>) throws {
    engineError += payload.prefix(max(0, 4096 - engineError.count))
    guard remaining == 0 else { return }
    throw DockerEngineError.stream(request: "log frames", message: String(decoding: engineError, as: UTF8.self))
  }

  private static func broken(_ reason: String) -> DockerEngineError {
    .stream(request: "log frames", message: "the multiplexed stream is broken: \(reason)")
  }
}
