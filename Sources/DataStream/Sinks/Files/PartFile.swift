import Glibc

/// A part of the results while it is written. Unless it is finished, nothing of it remains.
final class PartFile {
  let name: String
  private(set) var size = 0
  private let folder: OutputFolder
  private let descriptor: Int32
  private var isFinished = false

  init(_ name: String, in folder: OutputFolder) throws {
    self.name = name
    self.folder = folder
    descriptor = open(folder.inProgress(name), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw OutputFailures.writing(folder.inProgress(name), errno) }
  }

  deinit {
    close(descriptor)
    if !isFinished { unlink(folder.inProgress(name)) }
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    guard let base = bytes.baseAddress else { return }
    var offset = 0
    while offset < bytes.count {
      let written = Glibc.write(descriptor, base + offset, bytes.count - offset)
      if written >= 0 {
        offset += written
      } else if errno != EINTR {
        throw OutputFailures.writing(folder.inProgress(name), errno)
      }
    }
    size += bytes.count
  }

  /// Puts the part on the disk, to be committed.
  func finish() throws {
    guard fsync(descriptor) == 0, rename(folder.inProgress(name), folder.pending(name)) == 0 else {
      throw OutputFailures.writing(folder.pending(name), errno)
    }
    isFinished = true
  }
}
