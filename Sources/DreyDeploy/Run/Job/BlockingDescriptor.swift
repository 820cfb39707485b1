import Dispatch
import DreyModel
import Glibc
import Synchronization

/// A descriptor whose calls block threads of its own, never one of the cooperative pool. Closed when nobody uses it any
/// more.
final class BlockingDescriptor: Sendable {
  private let descriptor: Int32
  private let reading = DispatchQueue(label: "dev.drey.descriptor.reading")
  private let waitingSince = Mutex<ContinuousClock.Instant?>(nil)
  private let writing = DispatchQueue(label: "dev.drey.descriptor.writing")

  /// Takes the descriptor over.
  init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Whether somebody has been waiting that long for bytes that have not come.
  func isIdle(for time: Duration) -> Bool {
    waitingSince.withLock { since in since.map { .now - $0 >= time } ?? false }
  }

  /// The next bytes, as many as there are; none at the end, or where it cannot be read any more.
  func read() async -> [UInt8] {
    await withCheckedContinuation { continuation in
      reading.async {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        self.waitingSince.withLock { $0 = .now }
        defer { self.waitingSince.withLock { $0 = nil } }
        var count = Glibc.read(self.descriptor, &buffer, buffer.count)
        while count < 0, errno == EINTR { count = Glibc.read(self.descriptor, &buffer, buffer.count) }
        continuation.resume(returning: Array(buffer.prefix(max(0, count))))
      }
    }
  }

  /// Sends all of the bytes over a socket, in the order of the calls.
  /// - Returns: false where nobody takes them any more.
  @discardableResult func send(_ bytes: [UInt8]) async -> Bool {
    await withCheckedContinuation { continuation in
      writing.async { continuation.resume(returning: self.sendAll(bytes)) }
    }
  }

  /// Ends a socket for both sides, so that whoever reads it comes back.
  func shutDown() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  private func sendAll(_ bytes: [UInt8]) -> Bool {
    var offset = 0
    while offset < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress.map { $0 + offset }, bytes.count - offset, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      offset += count
    }
    return true
  }
}
