import DreyModel
import FoundationEssentials
import Glibc

/// A folder `PACKAGE_TARGET.resources` that an executable reads as `Bundle.module`.
struct ResourceBundle: Sendable, Equatable {
  /// Such as `Orders_Orders.resources`.
  var name: String
  var folder: String

  static let ending = ".resources"

  /// The bundles that an executable refers to, by name, as it looks for them: beside itself, then where it was built.
  /// - Returns: those there are, and the paths of those that are at neither place.
  static func ofExecutable(_ path: String) throws(Failure) -> (found: [ResourceBundle], missing: [String]) {
    let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    var found: [String: ResourceBundle] = [:]
    var missing: [String: String] = [:]
    for built in try references(in: path) {
      let name = built.split(separator: "/").last.map(String.init) ?? ""
      if let folder = ["\(parent)/\(name)", built].first(where: isFolder) {
        found[name] = ResourceBundle(name: name, folder: folder)
      } else {
        missing[name] = built
      }
    }
    return (
      found.values.sorted { $0.name < $1.name },
      missing.filter { found[$0.key] == nil }.values.sorted()
    )
  }

  /// Its files, by their paths below the bundle's parent, in an order that is always the same.
  func files() throws(Failure) -> [(path: String, file: String)] {
    let resolved = realpath(folder, nil)
    defer { free(resolved) }
    let folder = resolved.map { String(cString: $0) } ?? self.folder
    let files: [String]
    do { files = try FileManager.default.subpathsOfDirectory(atPath: folder) } catch {
      throw Failure(.usage, "the resources in \(folder) cannot be read: \(error)")
    }
    return files.sorted().filter { !Self.isFolder("\(folder)/\($0)") }.map { ("\(name)/\($0)", "\(folder)/\($0)") }
  }

  /// The absolute paths of bundles that stand in an executable: SwiftPM writes there where it built them.
  private static func references(in path: String) throws(Failure) -> Set<String> {
    try MappedFile(path: path).withBytes { bytes throws(Failure) in references(in: bytes) }
  }

  static func references(in bytes: UnsafeRawBufferPointer) -> Set<String> {
    let wanted = Array("\(ending)\0".utf8)
    var found: Set<String> = []
    guard let base = bytes.baseAddress, let dot = wanted.first else { return [] }
    var start = 0
    while bytes.count - start >= wanted.count, let hit = memchr(base + start, Int32(dot), bytes.count - start) {
      let place = UnsafeRawPointer(hit) - base
      start = place + 1
      guard bytes.count - place >= wanted.count, memcmp(hit, wanted, wanted.count) == 0 else { continue }
      let end = place + wanted.count - 1
      // No path is longer, and none has control characters.
      let first = bytes[max(0, end - Int(PATH_MAX))..<end].lastIndex { $0 < 0x20 || $0 == 0x7F }.map { $0 + 1 }
      let text = String(decoding: bytes[(first ?? max(0, end - Int(PATH_MAX)))..<end], as: UTF8.self)
      if text.hasPrefix("/"), !text.hasSuffix("/\(ending)") { found.insert(text) }
    }
    return found
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
