import Glibc
import Synchronization

/// What is kept of what a member wrote, in the order in which it came: frames of a source, a length and bytes.
///
/// What is there of an earlier start of the member stays. It is cut: once the file has ``limit`` bytes it becomes the
/// older of two, and the one that was older goes.
final class OutputLog: Sendable {
  /// In bytes.
  static let limit = 10 << 20
  static let headerLength = 5

  static func older(of path: String) -> String { path + ".1" }

  private struct State {
    var descriptor: Int32
    var length = 0
  }

  private let path: String
  private let limit: Int
  private let state: Mutex<State>

  init(path: String, limit: Int = OutputLog.limit) {
    self.path = path
    self.limit = limit
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    var status = stat()
    let length = fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    state = Mutex(State(descriptor: descriptor, length: length))
  }

  deinit { state.withLock { _ = close($0.descriptor) } }

  /// What cannot be written is lost: a log does not hold up whoever is logged.
  func append(_ chunk: OutputChunk) {
    let frame = Self.frame(chunk)
    state.withLock { state in
      if state.length > 0, state.length + frame.count > limit {
        close(state.descriptor)
        rename(path, Self.older(of: path))
        state = State(descriptor: Self.make(path))
      }
      guard PrivateFile.writeAll(frame, to: state.descriptor) else { return }
      state.length += frame.count
    }
  }

  static func frame(_ chunk: OutputChunk) -> [UInt8] {
    let length = UInt32(truncatingIfNeeded: chunk.bytes.count).bigEndian
    return [chunk.source == .stdout ? 1 : 2] + withUnsafeBytes(of: length, Array.init) + chunk.bytes
  }

  private static func make(_ path: String) -> Int32 { open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600) }
}

/// Takes the frames of an ``OutputLog`` apart.
struct OutputFrames {
  private var rest: [UInt8] = []

  /// The chunks that are complete now.
  mutating func add(_ bytes: [UInt8]) -> [OutputChunk] {
    rest += bytes
    var chunks: [OutputChunk] = []
    var offset = 0
    while rest.count - offset >= OutputLog.headerLength {
      let length = rest[(offset + 1)..<(offset + OutputLog.headerLength)].reduce(0) { $0 << 8 | Int($1) }
      let end = offset + OutputLog.headerLength + length
      guard end <= rest.count else { break }
      let body = Array(rest[(offset + OutputLog.headerLength)..<end])
      chunks.append(OutputChunk(rest[offset] == 1 ? .stdout : .stderr, body))
      offset = end
    }
    rest.removeFirst(offset)
    return chunks
  }

  /// Forgets what is incomplete.
  mutating func reset() { rest = [] }
}
