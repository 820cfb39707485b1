import DreyModel

/// Where in a file something is wrong, in the words of editors. Subtasks know byte offsets only, since they begin to read
/// anywhere: lines are counted when a place has to be named.
struct LinePlace: CustomStringConvertible {
  let path: String
  /// From 1 on.
  private(set) var line = 1
  /// In Unicode scalars, from 1 on.
  private(set) var column = 1
  /// Where it is in what cannot be read a second time.
  private var byte: Int?

  /// Reads all that comes before `offset`.
  /// - Parameter inFirstLine: whether that counts from where the first line's text begins.
  init(_ path: String, _ offset: Int, inFirstLine: Bool = false) throws(Failure) {
    self.path = path
    // A pipe cannot be read a second time.
    guard try InputFile.isRegular(path) else {
      byte = offset
      return
    }
    let content = try FileContent(path)
    let offset = inFirstLine ? content.start + offset : offset
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    defer { buffer.deallocate() }
    while content.offset < offset {
      let count = try content.read(
        into: UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(offset - content.offset)))
      if count == 0 { return }
      pass(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
  }

  private mutating func pass(_ bytes: UnsafeRawBufferPointer) {
    for byte in bytes {
      if byte == 0x0A {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
  }

  var description: String {
    byte.map { "'\(path)' byte \($0)" } ?? "'\(path)' line \(line), column \(column)"
  }
}
