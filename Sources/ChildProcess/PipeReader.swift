import Glibc
import Synchronization

/// Reads a pipe to its end, line by line, on a thread of its own, and remembers the last lines.
public final class PipeReader: Sendable {
  private let lastLines: Mutex<Tail>
  private let atEnd = Completion<Void>()
  private let onLine: @Sendable (String) -> Void

  /// Starts to read; the reader closes the descriptor at the end.
  ///
  /// `onLine` is called for one line after the other; while it runs, a full pipe holds up whoever writes.
  /// - Throws: ``SpawnError`` where no thread is to be had; the descriptor is closed then as well.
  public init(
    _ descriptor: Int32, maximumLineLength: Int = 16 << 10, tailLines: Int = 30,
    onLine: @escaping @Sendable (String) -> Void = { _ in }
  ) throws(SpawnError) {
    lastLines = Mutex(Tail(capacity: tailLines))
    self.onLine = onLine
    do {
      try BlockingThread.start { self.read(descriptor, LineSplitter(maximumLength: maximumLineLength)) }
    } catch {
      close(descriptor)
      throw error
    }
  }

  /// The last lines so far, oldest first.
  public var tail: [String] { lastLines.withLock { $0.lines } }

  /// Waits until the stream has ended, which takes until the last process that holds its other end is gone.
  /// - Returns: false where it did not end within `limit`.
  public func end(within limit: Duration) async -> Bool { await atEnd.value(within: limit) != nil }

  private func read(_ descriptor: Int32, _ splitter: consuming LineSplitter) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 16 << 10, alignment: 1)
    defer {
      buffer.deallocate()
      close(descriptor)
      atEnd.complete(())
    }
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      for line in splitter.add(UnsafeRawBufferPointer(rebasing: buffer[..<count])) { deliver(line) }
    }
    if let last = splitter.finish() { deliver(last) }
  }

  private func deliver(_ line: String) {
    lastLines.withLock { $0.append(line) }
    onLine(line)
  }
}
