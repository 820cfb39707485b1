import DreyModel

/// Where in a file something is wrong, in the words of editors. Subtasks know byte offsets only, since they begin to read
/// anywhere: lines are counted when a place has to be named.
struct LinePlace: CustomStringConvertible {
  let path: String
  /// From 1 on.
  private(set) var line = 1
  /// In Unicode scalars, from 1 on.
  private(set) var column = 1

  /// Reads all that comes before `offset`.
  init(_ path: String, _ offset: Int) throws(Failure) {
    self.path = path
    let content = try FileContent(path)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    defer { buffer.deallocate() }
    while content.offset < offset {
      let count = try content.read(
        into: UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(offset - content.offset)))
      if count == 0 { return }
      pass(UnsafeRawBufferPointer(rebasing: buffer[..<count]), isFirst: content.offset == count)
    }
  }

  private mutating func pass(_ bytes: UnsafeRawBufferPointer, isFirst: Bool) {
    // A byte order mark is nothing that anybody sees.
    let start = isFirst && bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    for byte in bytes[start...] {
      if byte == 0x0A {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
  }

  var description: String { "'\(path)' line \(line), column \(column)" }
}
