import DreyModel
import Glibc

/// What is in a folder.
enum FolderNames {
  /// The names of the files in a folder, sorted.
  /// - Throws: ``Failure`` of the domain `infrastructure` where it cannot be read.
  static func of(_ folder: String) throws(Failure) -> [String] {
    guard let directory = opendir(folder) else {
      throw Failure(.infrastructure, "cannot read '\(folder)': \(String(cString: strerror(errno)))")
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
