/// The heap object in which a closure keeps what it captured, or a variable lives that closures share.
struct ClosureContext {
  /// Something that was captured.
  struct Capture {
    var address: UnsafeRawPointer
    var storage: MangledName.Storage
    /// Of a value.
    var type: Any.Type?
  }

  private let object: UnsafeRawPointer
  private let descriptor: UnsafeRawPointer
  private let firstOffset: Int

  /// - Returns: nil where the object does not tell what it holds.
  init?(_ object: UnsafeRawPointer, _ metadata: TypeMetadata) {
    guard metadata.kind == .capture,
      let descriptor = metadata.address.load(fromByteOffset: 16, as: UnsafeRawPointer?.self)
    else { return nil }
    self.object = object
    self.descriptor = descriptor
    let offset = Int(metadata.address.load(fromByteOffset: 8, as: UInt32.self))
    // It is left open where the size of something was not known to the compiler; then it is the place after the header.
    firstOffset = offset == 0 ? 16 : offset
  }

  private var captureCount: Int { Int(descriptor.load(as: UInt32.self)) }
  private var sourceCount: Int { Int(descriptor.load(fromByteOffset: 4, as: UInt32.self)) }
  private var bindingCount: Int { Int(descriptor.load(fromByteOffset: 8, as: UInt32.self)) }

  /// The captured values in their order, up to the first whose size is not known.
  var captures: [Capture] {
    guard firstOffset >= 16, captureCount < 1000, sourceCount < 100, bindingCount < 100 else { return [] }
    let parameters = GenericParameters(bindings)
    var captures: [Capture] = []
    var offset = firstOffset + 8 * bindingCount
    for index in 0..<captureCount {
      guard let name = RelativePointer.target(of: descriptor + 12 + 4 * index).map(MangledName.init) else { break }
      var (size, alignment) = (8, 8)
      var type: Any.Type?
      switch name.storage {
      case .function, .optionalFunction: size = 16
      case .box, .unheld: break
      case .number(let bytes): (size, alignment) = (bytes, bytes)
      case .value:
        guard let found = parameters.resolve(name) else { return captures }
        (size, alignment) = (TypeMetadata(found).size, TypeMetadata(found).alignment)
        type = found
      case .unknown: return captures
      }
      offset = (offset + alignment - 1) & ~(alignment - 1)
      captures.append(Capture(address: object + offset, storage: name.storage, type: type))
      offset += size
    }
    return captures
  }

  /// The types that a closure of a generic function keeps, by the parameters they stand for.
  private var bindings: [GenericParameters.Place: UnsafeRawPointer] {
    var bindings: [GenericParameters.Place: UnsafeRawPointer] = [:]
    for index in 0..<sourceCount {
      let record = descriptor + 12 + 4 * captureCount + 8 * index
      guard let parameter = RelativePointer.target(of: record).map(MangledName.init),
        let place = GenericParameters.Place(parameter), let source = RelativePointer.target(of: record + 4),
        let binding = Self.binding(source), binding < bindingCount
      else { continue }
      bindings[place] = object.load(fromByteOffset: firstOffset + 8 * binding, as: UnsafeRawPointer?.self)
    }
    return bindings
  }

  /// `B` and a number; a type may also come out of what was captured, which is left out.
  private static func binding(_ source: UnsafeRawPointer) -> Int? {
    let text = String(cString: source.assumingMemoryBound(to: CChar.self))
    guard text.first == "B" else { return nil }
    return Int(text.dropFirst().prefix { $0.isNumber })
  }
}
