// The C library's standard output is a variable, which the compiler takes for one that threads might change.
@preconcurrency import Glibc
import Synchronization

/// Standard output as the records of jobs use it, and a way to keep everything else out of it.
///
/// The functions of a job print as well, by the C library's buffer. Records are written under its lock, and lines leave it
/// as soon as they are whole: so every line is a line of its own, in the order of its thread, and is out when the process
/// is killed.
public enum StandardOutput {
  private static let silenced = Mutex<Int32?>(nil)
  private static let buffersLines = Atomic(false)

  /// A line that is printed piece by piece waits here for its end.
  private static let bufferSize = 64 << 10
  /// Up to so many bytes are written into a pipe in one piece, whoever else writes into it (`PIPE_BUF`).
  private static let pipeAtom = 4096

  /// Lets what is printed be written line by line. To be called before anything is printed.
  public static func bufferLines() {
    let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: bufferSize)
    guard setvbuf(stdout, buffer, _IOLBF, bufferSize) == 0 else { return buffer.deallocate() }
    buffersLines.store(true, ordering: .relaxed)
  }

  /// Writes lines, not interleaved with what other threads of this process write or print.
  /// - Throws: ``OutputError`` where standard output does not take them, such as a closed pipe.
  public static func write(_ lines: UnsafeRawBufferPointer) throws {
    flockfile(stdout)
    defer { funlockfile(stdout) }
    // A part of a line stays where it is until its end comes.
    if !buffersLines.load(ordering: .relaxed) { fflush(stdout) }
    try writeFully(lines, to: 1)
  }

  static func writeFully(_ lines: UnsafeRawBufferPointer, to descriptor: Int32) throws(OutputError) {
    var status = stat()
    let isPipe = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
    var rest = lines
    while !rest.isEmpty {
      let count = isPipe ? atom(of: rest) : rest.count
      try writeOnce(UnsafeRawBufferPointer(rebasing: rest.prefix(count)), to: descriptor)
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
    }
  }

  /// The number of bytes up to the last line end that a pipe takes in one piece, or up to the end of a longer line.
  private static func atom(of lines: UnsafeRawBufferPointer) -> Int {
    guard lines.count > pipeAtom else { return lines.count }
    let end = lines[..<pipeAtom].lastIndex(of: 0x0A) ?? lines[pipeAtom...].firstIndex(of: 0x0A)
    return end.map { $0 + 1 } ?? lines.count
  }

  private static func writeOnce(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws(OutputError) {
    guard let base = bytes.baseAddress else { return }
    var offset = 0
    while offset < bytes.count {
      let written = Glibc.write(descriptor, base + offset, bytes.count - offset)
      if written >= 0 {
        offset += written
      } else if errno == EAGAIN {
        var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&room, 1, -1)
      } else if errno != EINTR {
        throw OutputError(code: errno)
      }
    }
  }

  /// Lets everything printed vanish until ``restore()``: a worker repeats what `main()` prints, once is enough.
  static func silence() {
    silenced.withLock { saved in
      guard saved == nil else { return }
      let copy = fcntl(1, F_DUPFD_CLOEXEC, 3)
      let null = open("/dev/null", O_WRONLY | O_CLOEXEC)
      guard copy >= 0, null >= 0 else { return }
      dup2(null, 1)
      close(null)
      saved = copy
    }
  }

  static func restore() {
    silenced.withLock { saved in
      guard let copy = saved else { return }
      // What the C library still buffers was printed while silenced.
      fflush(nil)
      dup2(copy, 1)
      close(copy)
      saved = nil
    }
  }
}

/// Records could not be written.
public struct OutputError: Error, CustomStringConvertible {
  let code: Int32

  public var description: String { "cannot write to standard output: \(String(cString: strerror(code)))" }
}
