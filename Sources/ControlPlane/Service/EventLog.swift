public import DreyModel
import FoundationEssentials
import Glibc
import Synchronization

/// Where a service reports ``ClusterEvent``s.
public struct EventLog: Sendable {
  private let sink: @Sendable (ClusterEvent) -> Void

  /// Hands every event to `sink`.
  public init(_ sink: @escaping @Sendable (ClusterEvent) -> Void) { self.sink = sink }

  /// One ``EventLine`` as JSON per line on a descriptor; a line is never torn apart by another one.
  public static func lines(to descriptor: Int32) -> EventLog {
    let writer = LineWriter(descriptor)
    return EventLog { writer.write($0) }
  }

  /// Reports an event.
  public func report(_ event: ClusterEvent) { sink(event) }

  /// Reports a log message of a service's own.
  public func log(_ level: LogLevel = .info, source: String, _ message: String) {
    sink(.log(level: level, source: source, message: message))
  }
}

private final class LineWriter: Sendable {
  private let descriptor: Mutex<Int32>

  init(_ descriptor: Int32) { self.descriptor = Mutex(descriptor) }

  func write(_ event: ClusterEvent) {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    let line = EventLine(at: now.tv_sec * 1000 + now.tv_nsec / 1_000_000, event: event)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard var bytes = try? encoder.encode(line) else { return }
    bytes.append(UInt8(ascii: "\n"))
    descriptor.withLock { descriptor in
      bytes.withUnsafeBytes { buffer in
        var rest = buffer[...]
        while !rest.isEmpty {
          let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
          if count < 0, errno == EINTR { continue }
          // Nobody reads the log any more, which is no reason to stop working.
          guard count > 0 else { return }
          rest = rest.dropFirst(count)
        }
      }
    }
  }
}
