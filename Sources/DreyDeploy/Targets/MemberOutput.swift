/// What a member writes, while it arrives, for one task to iterate over once. Read as fast as whoever iterates, no
/// faster.
public struct MemberOutput: AsyncSequence, Sendable {
  public struct AsyncIterator: AsyncIteratorProtocol {
    let read: () async throws -> OutputChunk?

    /// The next chunk; nil once the member has ended, or there is no more of its log.
    public mutating func next() async throws -> OutputChunk? { try await read() }
  }

  private let begin: @Sendable () -> AsyncIterator

  /// - Parameter begin: called once, by whoever iterates.
  init(_ begin: @escaping @Sendable () -> AsyncIterator) { self.begin = begin }

  public func makeAsyncIterator() -> AsyncIterator { begin() }
}

/// A part of what a member wrote, cut anywhere.
public struct OutputChunk: Sendable, Equatable {
  /// Which of the standard streams.
  public enum Source: Sendable, Equatable {
    /// Records.
    case stdout
    /// Events.
    case stderr
  }

  public var source: Source
  public var bytes: [UInt8]

  public init(_ source: Source, _ bytes: [UInt8]) {
    self.source = source
    self.bytes = bytes
  }
}
