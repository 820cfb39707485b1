/// The types that the parameters of a generic function stand for.
struct GenericParameters {
  /// Which parameter: those of the outermost type come first.
  struct Place: Hashable {
    var depth: Int
    var index: Int

    init(depth: Int, index: Int) { (self.depth, self.index) = (depth, index) }

    /// Of the names `x`, `q_`, `q0_`, `qd__`, `qd_0_` and so on.
    init?(_ name: MangledName) {
      let text = String(
        decoding: UnsafeRawBufferPointer(start: name.start, count: name.length), as: UTF8.self)
      if text == "x" { self.init(depth: 0, index: 0); return }
      guard text.first == "q" else { return nil }
      var rest = text.dropFirst()
      guard rest.first == "d" else {
        guard let index = Self.number(&rest), rest.isEmpty else { return nil }
        self.init(depth: 0, index: index + 1)
        return
      }
      rest = rest.dropFirst()
      guard let depth = Self.number(&rest), let index = Self.number(&rest), rest.isEmpty else { return nil }
      self.init(depth: depth + 1, index: index)
    }

    /// `_` is 0, `0_` is 1, and so on.
    private static func number(_ text: inout Substring) -> Int? {
      let digits = text.prefix { $0.isNumber }
      text = text.dropFirst(digits.count)
      guard text.first == "_" else { return nil }
      text = text.dropFirst()
      return digits.isEmpty ? 0 : Int(digits).map { $0 + 1 }
    }
  }

  private typealias Surroundings = ParameterPlaces<
    UnknownParameter, UnknownParameter, UnknownParameter, UnknownParameter, UnknownParameter
  >.Inner<UnknownParameter, UnknownParameter, UnknownParameter, UnknownParameter, UnknownParameter>
  private static let width = 5

  /// Two times ``width``; nil: there are none.
  private let arguments: [UnsafeRawPointer]?

  init(_ bindings: [Place: UnsafeRawPointer]) {
    guard !bindings.isEmpty else {
      arguments = nil
      return
    }
    var arguments = [UnsafeRawPointer](repeating: TypeMetadata(UnknownParameter.self).address, count: 2 * Self.width)
    for (place, type) in bindings where place.depth < 2 && place.index < Self.width {
      arguments[place.depth * Self.width + place.index] = type
    }
    self.arguments = arguments
  }

  func resolve(_ name: MangledName) -> Any.Type? {
    guard let arguments, let surroundings = Nominal(TypeMetadata(Surroundings.self)) else { return name.resolve() }
    let type = arguments.withUnsafeBytes { name.resolve(surroundings.descriptor, $0.baseAddress) }
    return type.flatMap { _typeName($0, qualified: true).contains("UnknownParameter") ? nil : $0 }
  }
}

/// Stands for parameters that are not known.
enum UnknownParameter {}

/// A generic type whose parameters take the places of a function's.
struct ParameterPlaces<A, B, C, D, E> { struct Inner<F, G, H, I, J> {} }
