import FoundationEssentials
import Glibc

/// The TCP sockets that a process and its descendants listen on, as the kernel tells.
enum ListeningSockets {
  /// Their addresses as they stand in `/proc/net/tcp`, such as `0100007F:1F91`.
  static func addresses(ofTree root: Int32) -> [String] {
    let inodes = Set(tree(root).flatMap(sockets))
    return ["tcp", "tcp6"].flatMap { table in
      text("/proc/net/\(table)").split(separator: "\n").dropFirst().compactMap { line -> String? in
        let columns = line.split(separator: " ")
        // State 0A: it listens.
        guard columns.count > 9, columns[3] == "0A", inodes.contains(String(columns[9])) else { return nil }
        return String(columns[1])
      }
    }
  }

  private static func tree(_ root: Int32) -> [Int32] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { Int32($0) } ?? []
    let parents = all.map { (id: $0, parent: parent(of: $0)) }
    var found = [root]
    var next = 0
    while next < found.count {
      found += parents.filter { $0.parent == found[next] }.map(\.id)
      next += 1
    }
    return found
  }

  /// The second field after the name, which may hold anything and stands in parentheses.
  private static func parent(of process: Int32) -> Int32? {
    let stat = text("/proc/\(process)/stat")
    guard let end = stat.lastIndex(of: ")") else { return nil }
    let fields = stat[end...].split(separator: " ")
    return fields.count > 2 ? Int32(fields[2]) : nil
  }

  private static func sockets(of process: Int32) -> [String] {
    let folder = "/proc/\(process)/fd"
    return (try? FileManager.default.contentsOfDirectory(atPath: folder))?.compactMap { name in
      var buffer = [CChar](repeating: 0, count: 256)
      let count = readlink("\(folder)/\(name)", &buffer, 255)
      let target = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
      return target.hasPrefix("socket:[") ? String(target.dropFirst(8).dropLast()) : nil
    } ?? []
  }

  private static func text(_ path: String) -> String {
    guard let file = fopen(path, "re") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }
}
