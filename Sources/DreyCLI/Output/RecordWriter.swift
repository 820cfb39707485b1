import Dispatch
import DreyModel
import Glibc

/// Writes records to standard output on a thread of its own: a reader that is slow holds up whoever writes, but never
/// a thread of the cooperative pool.
struct RecordWriter: Sendable {
  private let queue = DispatchQueue(label: "dev.drey.records")
  private let descriptor: Int32

  init(to descriptor: Int32 = STDOUT_FILENO) { self.descriptor = descriptor }

  /// Returns when the bytes are written.
  /// - Throws: ``DreyModel/Failure`` if standard output was closed or cannot be written.
  func write(_ bytes: [UInt8]) async throws {
    let code = await withCheckedContinuation { continuation in
      queue.async {
        continuation.resume(returning: bytes.withUnsafeBufferPointer { Terminal.write($0, to: descriptor) })
      }
    }
    try Self.check(code)
  }

  /// - Parameter code: 0, or an `errno` value.
  static func check(_ code: Int32) throws { if code != 0 { throw failure(code) } }

  /// Returns what an error of a write means. A reader that closes its end of a pipe ends the run as Ctrl-C does; a full
  /// disk is a failure of the machine.
  static func failure(_ code: Int32) -> Failure {
    Failure(
      code == EPIPE ? .interrupted : .infrastructure,
      "standard output cannot be written: \(String(cString: strerror(code)))",
      advice: code == ENOSPC || code == EDQUOT
        ? "Free space on the disk behind standard output, and run it again." : nil)
  }
}
