/// The stored properties of a struct or class, or the cases of an enum.
struct NominalFields {
  struct Field {
    var name: String
    /// nil: it is not known, is not copyable, or is a reference that does not hold its object.
    var type: Any.Type?
    /// From the beginning of the value; nil in an enum.
    var offset: Int?
    var isVariable: Bool
    /// A reference that does not hold its object.
    var isUnheld: Bool
    /// The case of an enum whose value is in a box.
    var isIndirect: Bool
  }

  /// Of the class itself, without those that it inherits.
  let fields: [Field]

  /// - Returns: nil where the type tells nothing of its fields.
  init?(_ type: TypeMetadata) {
    guard let nominal = Nominal(type), let records = nominal.fieldRecords else { return nil }
    let count = Int(records.load(fromByteOffset: 12, as: UInt32.self))
    let recordSize = Int(records.load(fromByteOffset: 10, as: UInt16.self))
    guard recordSize >= 12, count < 10_000 else { return nil }
    let offsets = nominal.fieldOffsets(count: count)
    guard type.kind != .structType && type.kind != .classType || offsets != nil || count == 0 else { return nil }
    fields = (0..<count).map { index in
      let record = records + 16 + index * recordSize
      let flags = record.load(as: UInt32.self)
      let name = RelativePointer.target(of: record + 4).map { MangledName($0) }
      return Field(
        name: RelativePointer.target(of: record + 8).map { String(cString: $0.assumingMemoryBound(to: CChar.self)) }
          ?? "",
        type: name?.resolve(in: nominal), offset: offsets?[index], isVariable: flags & 2 != 0,
        isUnheld: name?.storage == .unheld, isIndirect: flags & 1 != 0)
    }
  }
}

/// A type that has a name of its own, and the types that it was made with.
struct Nominal {
  let type: TypeMetadata
  let descriptor: UnsafeRawPointer

  init?(_ type: TypeMetadata) {
    self.type = type
    let place: Int
    switch type.kind {
    case .structType, .enumType, .optional: place = 8
    case .classType: place = 40
    default: return nil
    }
    guard let descriptor = type.address.load(fromByteOffset: place, as: UnsafeRawPointer?.self) else { return nil }
    self.descriptor = descriptor
  }

  /// The name without that of its module.
  var name: String? {
    RelativePointer.target(of: descriptor + 8).map { String(cString: $0.assumingMemoryBound(to: CChar.self)) }
  }

  var superclass: UnsafeRawPointer? {
    type.kind == .classType ? type.address.load(fromByteOffset: 8, as: UnsafeRawPointer?.self) : nil
  }

  /// Where the types begin that it was made with.
  var genericArguments: UnsafeRawPointer? {
    guard descriptor.load(as: UInt32.self) & 0x80 != 0 else { return nil }
    guard type.kind == .classType else { return type.address + 16 }
    guard let first = firstImmediateMember else { return nil }
    return type.address + 8 * first
  }

  /// In words; nil where the superclass is one whose size is known at run time only.
  private var firstImmediateMember: Int? {
    let flags = descriptor.load(as: UInt32.self) >> 16
    guard flags & (1 << 13) == 0 else { return nil }
    let members = Int(descriptor.load(fromByteOffset: 32, as: UInt32.self))
    if flags & (1 << 12) != 0 { return -Int(descriptor.load(fromByteOffset: 24, as: UInt32.self)) }
    return Int(descriptor.load(fromByteOffset: 28, as: UInt32.self)) - members
  }

  fileprivate var fieldRecords: UnsafeRawPointer? { RelativePointer.target(of: descriptor + 16) }

  fileprivate func fieldOffsets(count: Int) -> [Int]? {
    switch type.kind {
    case .structType:
      let vector = Int(descriptor.load(fromByteOffset: 24, as: UInt32.self))
      guard vector > 0, descriptor.load(fromByteOffset: 20, as: UInt32.self) == count else { return nil }
      return (0..<count).map { Int(type.address.load(fromByteOffset: 8 * vector + 4 * $0, as: UInt32.self)) }
    case .classType:
      let vector = Int(descriptor.load(fromByteOffset: 40, as: UInt32.self))
      guard vector > 0, firstImmediateMember != nil, descriptor.load(fromByteOffset: 36, as: UInt32.self) == count
      else {
        return nil
      }
      return (0..<count).map { type.address.load(fromByteOffset: 8 * (vector + $0), as: Int.self) }
    default: return nil
    }
  }
}

/// A pointer that is stored as the distance from where it stands.
enum RelativePointer {
  static func target(of place: UnsafeRawPointer) -> UnsafeRawPointer? {
    let distance = place.load(as: Int32.self)
    return distance == 0 ? nil : place + Int(distance)
  }
}
