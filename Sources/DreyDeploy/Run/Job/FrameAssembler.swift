import DreyModel

/// Cuts a stream of bytes into the frames of ``DreyModel/ControlFrame``.
struct FrameAssembler {
  private var pending: [UInt8] = []

  /// The bodies of all frames that are complete now.
  /// - Throws: ``DreyModel/Failure`` of the domain `user` where a frame is empty or longer than is allowed.
  mutating func add(_ bytes: [UInt8]) throws(Failure) -> [[UInt8]] {
    pending += bytes
    var frames: [[UInt8]] = []
    var start = 0
    while pending.count - start >= 4 {
      let length = pending[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) }
      guard (1...ControlFrame.maximumLength).contains(length) else {
        throw Failure(.user, "a frame of \(length) bytes")
      }
      guard pending.count - start - 4 >= length else { break }
      frames.append(Array(pending[(start + 4)..<(start + 4 + length)]))
      start += 4 + length
    }
    pending.removeFirst(start)
    return frames
  }

  /// A body with its length before it.
  /// - Throws: ``DreyModel/Failure`` where it is longer than is allowed.
  static func frame(_ body: [UInt8]) throws(Failure) -> [UInt8] {
    guard (1...ControlFrame.maximumLength).contains(body.count) else {
      throw Failure(.infrastructure, "a message of \(body.count) bytes is too long for the application's process")
    }
    return withUnsafeBytes(of: UInt32(body.count).bigEndian) { Array($0) } + body
  }
}
