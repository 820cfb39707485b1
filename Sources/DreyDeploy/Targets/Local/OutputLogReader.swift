import Glibc

/// Reads an ``OutputLog`` while it may still be written, for one task at a time.
final class OutputLogReader: @unchecked Sendable {
  private let folder: MemberFolder
  private let isFollowing: Bool
  private let awaitsStart: Bool
  private let pause: Duration
  private var descriptor: Int32
  private var frames = OutputFrames()
  private var ready: ArraySlice<OutputChunk> = []

  /// - Parameters:
  ///   - isFollowing: whether to go on until the member has ended.
  ///   - awaitsStart: whether that is to be waited for that has not been started yet.
  ///   - pause: how often it looks whether there is more.
  ///   - tail: how many of the last lines that are there now to begin with; nil: all.
  init(
    _ folder: MemberFolder, isFollowing: Bool, awaitsStart: Bool = false, pause: Duration = .milliseconds(20),
    tail: Int?
  ) {
    self.folder = folder
    self.isFollowing = isFollowing
    self.awaitsStart = awaitsStart
    self.pause = pause
    descriptor = open(OutputLog.older(of: folder.output), O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { descriptor = open(folder.output, O_RDONLY | O_CLOEXEC) }
    // Now rather than with the first chunk: what is written from here on is not to be missed, however late that is asked for.
    if let tail { ready = OutputTail.last(tail, of: readAvailable())[...] }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// - Returns: nil at the end.
  func next() async throws -> OutputChunk? {
    while ready.isEmpty {
      // Asked before reading: what was written before its end is there then.
      let isLast = !isFollowing || MemberState(of: folder).isStill(awaitingStart: awaitsStart)
      ready = readMore()[...]
      guard ready.isEmpty else { break }
      if isLast { return nil }
      try await Task.sleep(for: pause)
    }
    return ready.popFirst()
  }

  private func readAvailable() -> [OutputChunk] {
    var chunks: [OutputChunk] = []
    while true {
      let more = readMore()
      guard !more.isEmpty else { return chunks }
      chunks += more
    }
  }

  /// Whole frames; none where there are none yet.
  private func readMore() -> [OutputChunk] {
    var buffer = [UInt8](repeating: 0, count: 256 << 10)
    while true {
      let count = descriptor < 0 ? 0 : read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      if count > 0 {
        let chunks = frames.add(Array(buffer.prefix(count)))
        if chunks.isEmpty { continue }
        return chunks
      }
      guard openNext() else { return [] }
    }
  }

  /// Goes on with the file that has taken the place of the one that was read.
  private func openNext() -> Bool {
    let next = open(folder.output, O_RDONLY | O_CLOEXEC)
    guard next >= 0 else { return false }
    var mine = stat()
    var other = stat()
    if descriptor >= 0, fstat(descriptor, &mine) == 0, fstat(next, &other) == 0, mine.st_ino == other.st_ino {
      close(next)
      return false
    }
    if descriptor >= 0 { close(descriptor) }
    descriptor = next
    frames.reset()
    return true
  }
}

/// The end of what a member wrote.
enum OutputTail {
  /// The last lines of both streams together; a line that is not complete counts as one.
  static func last(_ count: Int, of chunks: [OutputChunk]) -> [OutputChunk] {
    guard count > 0 else { return [] }
    var lines: [OutputChunk] = []
    var open: [OutputChunk] = []
    for chunk in chunks {
      for part in parts(of: chunk) {
        if let index = open.firstIndex(where: { $0.source == part.source }) {
          open[index].bytes += part.bytes
        } else {
          open.append(part)
        }
        guard part.bytes.last == UInt8(ascii: "\n") else { continue }
        lines += open.filter { $0.source == part.source }
        open.removeAll { $0.source == part.source }
      }
    }
    return Array((lines + open).suffix(count))
  }

  /// Cut after every newline.
  private static func parts(of chunk: OutputChunk) -> [OutputChunk] {
    var parts: [OutputChunk] = []
    var rest = chunk.bytes[...]
    while !rest.isEmpty {
      let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? rest.endIndex
      parts.append(OutputChunk(chunk.source, Array(rest[..<end])))
      rest = rest[end...]
    }
    return parts
  }
}

extension MemberOutput {
  /// What is kept of what a member wrote.
  init(_ folder: MemberFolder, following: Bool, tail: Int?) {
    let reader = OutputLogReader(folder, isFollowing: following, tail: tail)
    self.init { AsyncIterator { try await reader.next() } }
  }
}
