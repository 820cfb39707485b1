/// The metadata that the Swift runtime has of a type, read where the runtime keeps it.
///
/// The layouts are those of Swift's ABI (`MetadataValues.h`, `Metadata.h` of the compiler's sources). ``CaptureProbe`` checks
/// them before anything relies on them.
struct TypeMetadata {
  enum Kind: UInt {
    case classType = 0
    case structType = 0x200
    case enumType = 0x201
    case optional = 0x202
    case opaque = 0x300
    case tuple = 0x301
    case function = 0x302
    case existential = 0x303
    /// The context of a closure, or the box of a variable.
    case capture = 0x400
    /// The box of a variable whose type was not known when it was compiled.
    case genericBox = 0x500
  }

  let address: UnsafeRawPointer

  init(_ type: Any.Type) { address = unsafeBitCast(type, to: UnsafeRawPointer.self) }

  init(_ address: UnsafeRawPointer) { self.address = address }

  /// nil: a kind that nothing is done with.
  var kind: Kind? { Kind(rawValue: address.load(as: UInt.self)) }

  /// Only of a type, not of what is only a heap object's.
  var type: Any.Type { unsafeBitCast(address, to: Any.Type.self) }

  private var witnesses: UnsafeRawPointer { address.load(fromByteOffset: -8, as: UnsafeRawPointer.self) }
  private var flags: UInt32 { witnesses.load(fromByteOffset: 80, as: UInt32.self) }

  /// The bytes that a value takes.
  var size: Int { witnesses.load(fromByteOffset: 64, as: Int.self) }
  var alignment: Int { Int(flags & 0xFF) + 1 }
  var isCopyable: Bool { flags & 0x80_0000 == 0 }
  /// Whether a value in an existential's buffer of three words stands there itself.
  var fitsInline: Bool { flags & 0x2_0000 == 0 }
  var hasEnumWitnesses: Bool { flags & 0x20_0000 != 0 }

  /// Which case a value of an enum is.
  func enumTag(of value: UnsafeRawPointer) -> Int {
    typealias Witness = @convention(c) (UnsafeRawPointer, UnsafeRawPointer) -> UInt32
    return Int(witnesses.load(fromByteOffset: 88, as: Witness.self)(value, address))
  }

  /// Makes a value of an enum what its case carries, in place.
  func projectEnum(_ value: UnsafeMutableRawPointer) {
    typealias Witness = @convention(c) (UnsafeMutableRawPointer, UnsafeRawPointer) -> Void
    witnesses.load(fromByteOffset: 96, as: Witness.self)(value, address)
  }

  /// Undoes ``projectEnum(_:)``.
  func injectEnum(_ value: UnsafeMutableRawPointer, tag: Int) {
    typealias Witness = @convention(c) (UnsafeMutableRawPointer, UInt32, UnsafeRawPointer) -> Void
    witnesses.load(fromByteOffset: 104, as: Witness.self)(value, UInt32(tag), address)
  }

  /// Types and places of a tuple's elements.
  var tupleElements: [(type: Any.Type, offset: Int)] {
    (0..<address.load(fromByteOffset: 8, as: Int.self)).map { index in
      let element = address + 24 + 16 * index
      return (element.load(as: Any.Type.self), Int(element.load(fromByteOffset: 8, as: UInt32.self)))
    }
  }

  /// Whether a function carries a context that lives as long as it does.
  var isEscapingFunction: Bool {
    let flags = address.load(fromByteOffset: 8, as: UInt.self)
    return flags & 0xFF_0000 == 0 && flags & 0x400_0000 != 0
  }

  enum Existential { case object, buffer, error }

  var existential: Existential {
    let flags = address.load(fromByteOffset: 8, as: UInt32.self)
    guard flags & 0x3F00_0000 == 0 else { return .error }
    return flags & 0x8000_0000 == 0 ? .object : .buffer
  }
}
