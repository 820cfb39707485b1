import ControlPlane
import DreyModel
import Glibc

/// The place of a Unix socket in a folder that only this user may enter.
struct SocketFile: Sendable {
  private let folder: Int32
  /// Short however long the path is: the system takes no more than 107 bytes.
  let bindPath: String

  /// Makes the folder, and removes the socket that a process left there which was killed.
  /// - Throws: ``Failure`` of the domain `infrastructure`.
  init(_ path: String) throws(Failure) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let parent = parts.dropLast().joined(separator: "/")
    try Folder.make(parent)
    folder = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else {
      throw Failure(.infrastructure, "cannot open '\(parent)': \(String(cString: strerror(errno)))")
    }
    unlink(path)
    bindPath = "/proc/self/fd/\(folder)/\(parts.last ?? "")"
  }

  /// To be called when nobody listens there any more.
  func close() { Glibc.close(folder) }
}
