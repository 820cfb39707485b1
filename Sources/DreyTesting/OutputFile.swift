public import ChildProcess
import Glibc

/// A file without a name that takes a process's standard output, however much it is.
public final class OutputFile: Sendable {
  let descriptor: Int32

  init() throws(SpawnError) {
    var name = Array("/tmp/drey-output-XXXXXX".utf8CString)
    descriptor = mkstemp(&name)
    guard descriptor >= 0 else { throw .system(operation: "mkstemp", errno: errno) }
    unlink(name)
  }

  deinit { close(descriptor) }

  /// All that was written so far.
  public func contents() throws(SpawnError) -> [UInt8] {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .system(operation: "fstat", errno: errno) }
    let size = Int(status.st_size)
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let read = pread(descriptor, buffer.baseAddress.map { $0 + count }, size - count, off_t(count))
        guard read > 0 else { return }
        count += read
      }
    }
  }
}
