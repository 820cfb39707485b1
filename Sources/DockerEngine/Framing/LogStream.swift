/// What a process writes, while it arrives, for one task to iterate over once; bounded and cancelled as `ByteStream` is.
///
/// It ends when the process's outputs are closed, or the engine has no more of its log.
public struct LogStream: AsyncSequence, Sendable {
  public typealias Element = LogChunk

  let bytes: ByteStream

  public struct AsyncIterator: AsyncIteratorProtocol {
    var bytes: ByteStream.AsyncIterator
    var demultiplexer = LogDemultiplexer()
    var chunks: ArraySlice<LogChunk> = []

    /// The next chunk. Throws `DockerEngineError` when the stream breaks, or is of a container with a terminal.
    public mutating func next() async throws -> LogChunk? {
      while chunks.isEmpty {
        guard let received = try await bytes.next() else {
          try demultiplexer.finish()
          return nil
        }
        chunks = try demultiplexer.append(received)[...]
      }
      return chunks.popFirst()
    }
  }

  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(bytes: bytes.makeAsyncIterator()) }

  /// Ends the stream; an iteration that is waiting throws `CancellationError`.
  public func cancel() { bytes.cancel() }

  /// Everything to the end, the two outputs apart. Memory grows with the output.
  public func collect() async throws -> CollectedOutput {
    var output = CollectedOutput()
    for try await chunk in self {
      switch chunk.source {
      case .stdout: output.stdout += chunk.bytes
      case .stderr: output.stderr += chunk.bytes
      }
    }
    return output
  }
}

/// All that a process wrote.
public struct CollectedOutput: Sendable, Equatable {
  public var stdout: [UInt8] = []
  public var stderr: [UInt8] = []

  public init(stdout: [UInt8] = [], stderr: [UInt8] = []) {
    self.stdout = stdout
    self.stderr = stderr
  }

  /// Standard output as text.
  public var stdoutText: String { String(decoding: stdout, as: UTF8.self) }
  /// Standard error as text.
  public var stderrText: String { String(decoding: stderr, as: UTF8.self) }
}
