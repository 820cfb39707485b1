// The kinds of values and objects.
extension CaptureWalk {
  mutating func addFields(of address: UnsafeRawPointer, _ metadata: TypeMetadata) {
    guard let nominal = NominalFields(metadata) else { return }
    for field in nominal.fields { addField(field, of: address) }
  }

  private mutating func addField(_ field: NominalFields.Field, of address: UnsafeRawPointer) {
    guard let type = field.type, let offset = field.offset else { return }
    let outer = digest.enter(field.name)
    addValue(at: address + offset, type)
    digest.leave(outer)
  }

  mutating func addEnum(at address: UnsafeRawPointer, _ metadata: TypeMetadata) {
    guard metadata.hasEnumWitnesses, let fields = NominalFields(metadata)?.fields, !fields.isEmpty else { return }
    let tag = metadata.enumTag(of: address)
    guard fields.indices.contains(tag) else { return }
    digest.addCase(fields[tag].name, isLeaf: fields[tag].type == nil)
    guard let type = fields[tag].type else { return }
    func project<Value>(_: Value.Type) {
      let copy = UnsafeMutablePointer<Value>.allocate(capacity: 1)
      copy.initialize(to: address.assumingMemoryBound(to: Value.self).pointee)
      metadata.projectEnum(copy)
      addPayload(at: UnsafeRawPointer(copy), type, isIndirect: fields[tag].isIndirect)
      metadata.injectEnum(copy, tag: tag)
      copy.deinitialize(count: 1)
      copy.deallocate()
    }
    _openExistential(metadata.type, do: project)
  }

  private mutating func addPayload(at address: UnsafeRawPointer, _ type: Any.Type, isIndirect: Bool) {
    guard isIndirect else { return addValue(at: address, type) }
    guard let box = address.load(as: UnsafeRawPointer?.self) else { return }
    within(box) { walk in
      let alignment = TypeMetadata(type).alignment
      walk.addValue(at: box + ((16 + alignment - 1) & ~(alignment - 1)), type)
    }
  }

  mutating func addExistential(at address: UnsafeRawPointer, _ metadata: TypeMetadata) {
    switch metadata.existential {
    case .error: break
    case .object: if let object = address.load(as: UnsafeRawPointer?.self) { addObject(object) }
    case .buffer:
      guard let pointer = address.load(fromByteOffset: 24, as: UnsafeRawPointer?.self) else { return }
      let type = TypeMetadata(pointer)
      guard !type.fitsInline else { return addValue(at: address, type.type) }
      guard let box = address.load(as: UnsafeRawPointer?.self) else { return }
      addValue(at: box + ((16 + type.alignment - 1) & ~(type.alignment - 1)), type.type)
    }
  }

  mutating func addObject(_ object: UnsafeRawPointer) {
    guard UInt(bitPattern: object) & 7 == 0, budget > 0 else { return }
    let metadata = TypeMetadata(object.load(as: UnsafeRawPointer.self))
    within(object) { walk in
      switch metadata.kind {
      case .capture:
        guard let context = ClosureContext(object, metadata) else { return }
        for capture in context.captures { walk.add(capture) }
      case .genericBox:
        let offset = metadata.address.load(fromByteOffset: 8, as: UInt32.self)
        let type = metadata.address.load(fromByteOffset: 16, as: Any.Type.self)
        walk.addValue(at: object + Int(offset), type)
      case .classType: walk.addInstance(object, metadata)
      default: break
      }
    }
  }

  private mutating func add(_ capture: ClosureContext.Capture) {
    // A value that a closure captured no longer has a name.
    let outer = digest.enter("")
    defer { digest.leave(outer) }
    switch capture.storage {
    case .function: addFunction(at: capture.address)
    case .optionalFunction:
      if capture.address.load(as: UnsafeRawPointer?.self) != nil { addFunction(at: capture.address) }
    case .box: if let box = capture.address.load(as: UnsafeRawPointer?.self) { addObject(box) }
    case .number(let bytes): addBytes("number", UnsafeRawBufferPointer(start: capture.address, count: bytes))
    case .value: if let type = capture.type { addValue(at: capture.address, type) }
    case .unheld, .unknown: break
    }
  }

  private mutating func addInstance(_ object: UnsafeRawPointer, _ metadata: TypeMetadata) {
    let instance = CapturedInstance(metadata, module: module)
    switch instance.kind {
    case .array(let element):
      func addArray<Element>(_: Element.Type) {
        let array = withUnsafePointer(to: object) {
          UnsafeRawPointer($0).assumingMemoryBound(to: [Element].self).pointee
        }
        array.withUnsafeBufferPointer { addElements($0) }
      }
      _openExistential(element, do: addArray)
    case .known(let fields): for field in fields { addField(field, of: object) }
    case .unknown: break
    }
  }
}
