/// The known facts about an object that a function captured.
struct CapturedInstance {
  enum Kind {
    /// The elements of an array, of this type.
    case array(Any.Type)
    /// An object of the application, with these properties.
    case known([NominalFields.Field])
    /// An object of a library: drey's own differ by a process's role, and others may hold locks, ports or random numbers.
    case unknown
  }

  let kind: Kind

  init(_ metadata: TypeMetadata, module: String) {
    let name = _typeName(metadata.type, qualified: true)
    if name.hasPrefix("Swift._ContiguousArrayStorage<"), let nominal = Nominal(metadata),
      let element = nominal.genericArguments?.load(as: UnsafeRawPointer?.self)
    {
      kind = .array(TypeMetadata(element).type)
    } else if name.hasPrefix(module + "."), !(metadata.type is any Actor.Type) {
      kind = .known(Self.fields(metadata))
    } else {
      kind = .unknown
    }
  }

  /// Properties of the class and of those above it. What can change while it is read is left out of an object that has
  /// means to keep others from reading it.
  private static func fields(_ metadata: TypeMetadata) -> [NominalFields.Field] {
    var fields: [NominalFields.Field] = []
    var next: TypeMetadata? = metadata
    while let type = next {
      fields = (NominalFields(type)?.fields ?? []) + fields
      next = Nominal(type)?.superclass.map { TypeMetadata($0) }
      if next?.kind != .classType { next = nil }
    }
    let isGuarded = fields.contains { guards($0) }
    return fields.filter { !$0.name.hasPrefix("$") && !(isGuarded && $0.isVariable) }
  }

  private static func guards(_ field: NominalFields.Field) -> Bool {
    // A property whose type cannot be copied, such as a lock, may be reported as `Void` or without a type.
    guard let type = field.type, type != Void.self else { return !field.isUnheld }
    let name = _typeName(type, qualified: true)
    return ["Lock", "Mutex", "Semaphore", "Queue", "Unsafe", "Thread", "Task"].contains { name.contains($0) }
  }
}
