/// The name of a type as the compiler writes it: text, with addresses between.
struct MangledName {
  let start: UnsafeRawPointer
  let length: Int
  /// The text without addresses.
  private let text: [UInt8]

  init(_ start: UnsafeRawPointer) {
    self.start = start
    var (length, text) = (0, [UInt8]())
    while true {
      let byte = start.load(fromByteOffset: length, as: UInt8.self)
      if byte == 0 { break }
      switch byte {
      case 1..<0x18: length += 5
      case 0x18..<0x20: length += 9
      default:
        text.append(byte)
        length += 1
      }
    }
    (self.length, self.text) = (length, text)
  }

  /// The form in which a closure keeps a value.
  enum Storage: Equatable {
    /// A function with its context.
    case function
    /// The same, or nothing.
    case optionalFunction
    /// A number as the processor has it, of so many bytes.
    case number(Int)
    /// The box of a variable that the closure shares with others.
    case box
    /// A reference that does not hold its object, or what is like one.
    case unheld
    /// The value.
    case value
    /// Nobody knows how large it is.
    case unknown
  }

  var storage: Storage {
    let text = text.map { Character(Unicode.Scalar($0)) }
    switch text.suffix(2) {
    case ["X", "x"], ["X", "X"]: return .box
    case ["X", "w"], ["X", "o"], ["X", "u"]: return .unheld
    case ["S", "g"]:
      guard let function = Self.functionStorage(text.dropLast(2)) else { return .value }
      return function == .function ? .optionalFunction : .unknown
    // Of a thin metatype, which takes no place in a context, although it does elsewhere.
    case ["M", "t"]: return .unknown
    default: return Self.functionStorage(text[...]) ?? Self.numberStorage(text) ?? .value
    }
  }

  /// `Bi64_`, `Bf64_`.
  private static func numberStorage(_ text: [Character]) -> Storage? {
    guard text.count >= 4, text[0] == "B", text[1] == "i" || text[1] == "f", text.last == "_",
      let bits = Int(String(text[2...].dropLast()))
    else { return nil }
    return [8, 16, 32, 64].contains(bits) ? .number(bits / 8) : .unknown
  }

  /// Of the functions of the intermediate language: `I`, then lower-case letters for its conventions, then `_`.
  private static func functionStorage(_ text: ArraySlice<Character>) -> Storage? {
    guard text.last == "_", let mark = text.lastIndex(of: "I") else { return nil }
    let conventions = Array(text[(mark + 1)...].dropLast())
    guard !conventions.isEmpty, conventions.allSatisfy({ $0.isLetter || $0 == "_" }) else { return nil }
    guard let escaping = conventions.firstIndex(of: "e"), escaping <= 2 else { return .unknown }
    let convention = conventions[(escaping + 1)...].first { $0 != "A" }
    switch convention {
    case "g", "x", "y": return conventions.contains("B") || conventions.contains("C") ? .unknown : .function
    default: return .unknown
    }
  }

  /// The type, where it does not depend on any that only its surroundings know.
  func resolve() -> Any.Type? { resolve(nil, nil) }

  /// The type of a field; nil also where it is a reference that does not hold its object.
  func resolve(in nominal: Nominal) -> Any.Type? {
    storage == .value ? resolve(nominal.descriptor, nominal.genericArguments) : nil
  }

  func resolve(_ context: UnsafeRawPointer?, _ arguments: UnsafeRawPointer?) -> Any.Type? {
    guard length > 0 else { return nil }
    let type = _getTypeByMangledNameInContext(
      start.assumingMemoryBound(to: UInt8.self), UInt(length), genericContext: context, genericArguments: arguments)
    return type.flatMap { TypeMetadata($0).isCopyable ? $0 : nil }
  }
}
