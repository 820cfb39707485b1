import Glibc

/// Files of Docker's configuration.
enum SmallFile {
  /// The whole of a small file, or `nil` if it cannot be read.
  static func contents(of path: String) -> [UInt8]? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    var contents: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&chunk, 1, chunk.count, file)
      contents += chunk[..<count]
      guard count == chunk.count else { return ferror(file) == 0 ? contents : nil }
    }
  }
}
