import ControlPlane
import DreyModel
import Glibc

/// The folder that holds an application image's executable, and perhaps folders with its resources.
enum UserLibrary {
  /// The path of the one executable in a folder; what begins with a dot and folders do not count.
  /// - Throws: ``Failure`` of the domain `usage` that names what was found instead.
  static func executable(in folder: String) throws(Failure) -> String {
    let files: [String]
    do { files = try Folder.names(in: folder).filter { !$0.hasPrefix(".") && !isFolder("\(folder)/\($0)") } } catch {
      throw Failure(.usage, error.message)
    }
    let wanted = "An application image has exactly one executable in \(ContainerContract.Path.userLibrary)."
    guard let file = files.first else { throw Failure(.usage, "no application in '\(folder)'", advice: wanted) }
    guard files.count == 1 else {
      let list = files.prefix(5).joined(separator: ", ") + (files.count > 5 ? ", …" : "")
      throw Failure(.usage, "\(files.count) files in '\(folder)': \(list)", advice: wanted)
    }
    let path = "\(folder)/\(file)"
    guard access(path, X_OK) == 0 else {
      throw Failure(.usage, "'\(path)' is not executable", advice: "Make it executable (chmod 755) in the image.")
    }
    return path
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
