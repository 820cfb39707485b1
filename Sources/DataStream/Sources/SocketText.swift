import DreyModel
import StreamRecords
import TaskRuntime

extension StreamExecutionEnvironment {
  /// The lines that a TCP server sends, received by one subtask, until it closes the connection.
  ///
  /// ```swift
  /// env.socketTextStream(host: "localhost", port: 9999).print()  // nc -lk 9999
  /// ```
  /// What is not UTF-8 reads as U+FFFD. A connection that cannot be made, or breaks, fails the job. What a server has sent
  /// it sends once: after a failure lines are lost that were on their way.
  /// - Parameters:
  ///   - delimiter: what is between lines; with a line feed, a carriage return in front of it is left out too.
  ///   - maxLineLength: a line of more bytes fails the job, before it takes all memory.
  public func socketTextStream(
    host: String, port: Int, delimiter: String = "\n", maxLineLength: Int = 64 << 20
  ) -> DataStream<String> {
    let source = SocketTextSource(host: host, port: port, delimiter: delimiter, maxLineLength: maxLineLength)
    return fromSource(source, name: "Socket Stream", parallelism: 1)
  }
}

/// The source behind ``StreamExecutionEnvironment/socketTextStream(host:port:delimiter:maxLineLength:)``.
struct SocketTextSource: StreamSource {
  let host: String
  let port: Int
  let delimiter: String
  let maxLineLength: Int

  var boundedness: Boundedness { .unbounded }

  func splits(parallelism: Int) -> [[Bool]] { [[true]] + Array(repeating: [], count: parallelism - 1) }

  func reader(for split: Bool) throws -> SocketTextReader {
    guard !delimiter.isEmpty else { throw Failure(.user, "the delimiter of lines from '\(host):\(port)' is empty") }
    return SocketTextReader(try ClientSocket(host: host, port: port), self)
  }
}

/// Receives lines. There is nothing that it could begin again from: its split stays the same until the end.
struct SocketTextReader: SplitReader {
  private static let patience: Int32 = 50

  private(set) var rest: Bool? = true
  private let socket: ClientSocket
  private let source: SocketTextSource
  private let chunk = ReceiveBuffer()
  private var lines: DelimitedBytes

  init(_ socket: ClientSocket, _ source: SocketTextSource) {
    self.socket = socket
    self.source = source
    lines = DelimitedBytes(delimiter: Array(source.delimiter.utf8))
  }

  mutating func emitChunk(to out: inout Emitter<String>) throws -> ReadStatus {
    guard rest != nil else { return .endOfInput }
    guard try socket.connect(milliseconds: Self.patience),
      let count = try socket.receive(into: chunk.bytes, milliseconds: Self.patience)
    else { return .nothingAvailable }
    guard count > 0 else {
      rest = nil
      if let last = lines.last { out.emit(last) }
      return .endOfInput
    }
    lines.append(UnsafeRawBufferPointer(rebasing: chunk.bytes[..<count])) { out.emit($0) }
    guard lines.pending <= source.maxLineLength else {
      throw Failure(
        .user, "'\(source.host):\(source.port)' sends a line of more than \(source.maxLineLength) bytes",
        advice: "Is the delimiter right? If lines are that long, raise maxLineLength.")
    }
    return .moreAvailable
  }
}

/// Memory for what arrives.
private final class ReceiveBuffer {
  let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
  deinit { bytes.deallocate() }
}
