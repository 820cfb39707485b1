import Glibc
import Synchronization

/// Standard output as the records of jobs use it, and a way to keep everything else out of it.
public enum StandardOutput {
  private static let writing = Mutex(())
  private static let silenced = Mutex<Int32?>(nil)

  /// Writes all of `bytes`, not interleaved with what other subtasks of this process write.
  /// - Throws: ``OutputError`` where standard output does not take them, such as a closed pipe.
  public static func write(_ bytes: UnsafeRawBufferPointer) throws {
    try writing.withLock { _ in try writeFully(bytes, to: 1) }
  }

  /// Writes out what `print` of the standard library still buffers, so that it stands before what follows.
  public static func flush() { fflush(nil) }

  static func writeFully(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws(OutputError) {
    guard let base = bytes.baseAddress else { return }
    var offset = 0
    while offset < bytes.count {
      let written = Glibc.write(descriptor, base + offset, bytes.count - offset)
      if written >= 0 {
        offset += written
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
