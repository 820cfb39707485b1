/// The fields and methods of a class file, which follow the constant pool.
struct Members {
  private let bytes: Bytes
  private let pool: ConstantPool

  init(_ bytes: Bytes, _ pool: ConstantPool) { (self.bytes, self.pool) = (bytes, pool) }

  /// Whether one of the methods is `public static void main(String[])`.
  func hasMain() throws(JarError) -> Bool {
    // Flags, own name and superclass stand before the interfaces, of which each takes two bytes.
    var place = pool.end + 6
    place += 2 + 2 * Int(try number(place))
    try skip(&place) { _ in }
    var found = false
    try skip(&place) { method in found = found || isMain(method) }
    return found
  }

  /// Goes over a list of fields or methods and shows `body` where each begins.
  private func skip(_ place: inout Int, _ body: (Int) -> Void) throws(JarError) {
    let count = try number(place)
    place += 2
    for _ in 0..<count {
      body(place)
      let attributes = try number(place + 6)
      place += 8
      for _ in 0..<attributes {
        guard let length: UInt32 = bytes.big(place + 2) else { throw JarError("a class file is cut off") }
        place += 6 + Int(length)
      }
    }
  }

  private func isMain(_ place: Int) -> Bool {
    let publicStatic: UInt16 = 0x0009
    guard let flags: UInt16 = bytes.big(place), flags & publicStatic == publicStatic,
      let name: UInt16 = bytes.big(place + 2), let type: UInt16 = bytes.big(place + 4)
    else { return false }
    return pool.text(name) == "main" && pool.text(type) == "([Ljava/lang/String;)V"
  }

  private func number(_ place: Int) throws(JarError) -> UInt16 {
    guard let number: UInt16 = bytes.big(place) else { throw JarError("a class file is cut off") }
    return number
  }
}
