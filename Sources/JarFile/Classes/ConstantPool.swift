/// The table of names and constants at the beginning of a class file.
struct ConstantPool {
  private enum Constant {
    case text(offset: Int, count: Int)
    case classReference(name: Int)
    case other
  }

  private let bytes: Bytes
  private let constants: [Constant]
  /// Where it ends, in bytes from the class file's beginning.
  let end: Int

  /// - Throws: ``JarError`` where the table is cut off or has entries of unknown kinds.
  init(_ bytes: Bytes) throws(JarError) {
    guard let count: UInt16 = bytes.big(8) else { throw JarError("a class file is cut off") }
    var constants: [Constant] = [.other]
    constants.reserveCapacity(Int(count))
    var place = 10
    while constants.count < count {
      let (constant, length, slots) = try Self.constant(bytes, at: place)
      constants.append(constant)
      if slots == 2 { constants.append(.other) }
      place += length
    }
    (self.bytes, self.constants, end) = (bytes, constants, place)
  }

  private static func constant(_ bytes: Bytes, at place: Int) throws(JarError) -> (Constant, length: Int, slots: Int) {
    let tag: UInt8? = bytes.big(place)
    let number: UInt16? = bytes.big(place + 1)
    guard let tag, let number else { throw JarError("a class file is cut off") }
    switch tag {
    case 1: return (.text(offset: place + 3, count: Int(number)), 3 + Int(number), 1)
    case 7: return (.classReference(name: Int(number)), 3, 1)
    case 8, 16, 19, 20: return (.other, 3, 1)
    case 15: return (.other, 4, 1)
    case 3, 4, 9, 10, 11, 12, 17, 18: return (.other, 5, 1)
    // Long and double take two places in the table.
    case 5, 6: return (.other, 9, 2)
    default: throw JarError("a class file has a constant of the unknown kind \(tag)")
    }
  }

  func text(_ index: UInt16) -> String? {
    guard constants.indices.contains(Int(index)), case .text(let offset, let count) = constants[Int(index)] else {
      return nil
    }
    return bytes.slice(offset, count: count)?.text
  }

  func className(_ index: UInt16) -> String? {
    guard constants.indices.contains(Int(index)), case .classReference(let name) = constants[Int(index)] else {
      return nil
    }
    return UInt16(exactly: name).flatMap { text($0) }
  }

  /// All classes that are named as such and begin with `prefix`, with slashes; of arrays the class of their elements.
  func classNames(prefix: [UInt8]) -> [String] {
    constants.compactMap { constant in
      guard case .classReference(let name) = constant, constants.indices.contains(name),
        case .text(let offset, let count) = constants[name], let bytes = bytes.slice(offset, count: count)
      else { return nil }
      let element = Self.element(bytes.all)
      guard !element.isEmpty, element.prefix(prefix.count).elementsEqual(prefix) else { return nil }
      return String(decoding: element, as: UTF8.self)
    }
  }

  /// `[[La/B;` is an array of `a/B`; arrays of numbers are no class's.
  private static func element(_ name: UnsafeRawBufferPointer) -> Slice<UnsafeRawBufferPointer> {
    guard name.first == UInt8(ascii: "[") else { return name[...] }
    let element = name.drop { $0 == UInt8(ascii: "[") }
    guard element.first == UInt8(ascii: "L"), element.last == UInt8(ascii: ";") else { return name[0..<0] }
    return element.dropFirst().dropLast()
  }
}
