/// Goes through all that a function captured, down to numbers, texts and the like.
///
/// It goes nowhere it is not sure of: what is not known is left out, and so is whatever may differ although nobody sees it,
/// such as addresses, locks, and objects of libraries.
struct CaptureWalk {
  var digest = CaptureDigest()
  /// The module of the application's own types.
  let module: String
  /// Steps that are left; a share of them goes to each element of a collection, so that the order of elements is nothing.
  private(set) var budget: Int
  /// Objects that are being gone through.
  private var path: [UnsafeRawPointer] = []
  /// Values that are being gone through.
  private var depth = 0

  private static let maximumDepth = 64

  init(module: String, budget: Int = 20_000) {
    self.module = module
    self.budget = budget
  }

  /// Goes through a value.
  mutating func add<Value>(_ value: Value) {
    withUnsafePointer(to: value) { addValue(at: UnsafeRawPointer($0), Value.self) }
  }

  /// Goes through the context of a function that is stored at an address.
  mutating func addFunction(at address: UnsafeRawPointer) {
    guard let object = address.load(fromByteOffset: 8, as: UnsafeRawPointer?.self) else { return }
    addObject(object)
  }

  /// Takes the value as it is shown.
  mutating func addLeaf(_ type: String, _ text: String) { digest.addLeaf(type, text) }

  mutating func addBytes(_ type: String, _ bytes: UnsafeRawBufferPointer) { digest.addBytes(type, bytes) }

  /// Goes through elements whose order counts.
  mutating func addElements<Element>(_ elements: UnsafeBufferPointer<Element>) {
    guard !(Element.self is any UncapturedType.Type) else { return }
    addLeaf("array of", "\(elements.count)")
    guard let base = elements.baseAddress, !elements.isEmpty else { return }
    let indices = CaptureSample.indices(count: elements.count)
    let share = budget / indices.count
    for index in indices {
      spending(share) { $0.addValue(at: UnsafeRawPointer(base + index), Element.self) }
    }
  }

  /// Goes through elements whose order is chance.
  mutating func addUnordered<Element>(_ elements: some Collection<Element>) {
    addLeaf("set of", "\(elements.count)")
    guard !elements.isEmpty, elements.count <= CaptureSample.unorderedLimit else { return }
    let share = budget / elements.count
    var sum: UInt64 = 0
    for element in elements {
      var walk = CaptureWalk(module: module, budget: share)
      (walk.path, walk.depth) = (path, depth)
      walk.add(element)
      sum &+= walk.digest.mixed
    }
    digest.add(sum)
    budget -= min(budget, elements.count)
  }

  private mutating func spending(_ share: Int, _ body: (inout CaptureWalk) -> Void) {
    let rest = budget - share
    budget = share
    body(&self)
    budget += rest
  }

  /// Goes through the value at an address.
  mutating func addValue(at address: UnsafeRawPointer, _ type: Any.Type) {
    let metadata = TypeMetadata(type)
    guard budget > 0, depth < Self.maximumDepth, metadata.isCopyable, !(type is any UncapturedType.Type) else { return }
    budget -= 1
    depth += 1
    defer { depth -= 1 }
    if let leaf = type as? any CapturedLeaf.Type { return leaf.capture(at: address, into: &self) }
    switch metadata.kind {
    case .structType: addFields(of: address, metadata)
    case .enumType, .optional: addEnum(at: address, metadata)
    case .tuple: for element in metadata.tupleElements { addValue(at: address + element.offset, element.type) }
    case .function: if metadata.isEscapingFunction { addFunction(at: address) }
    case .existential: addExistential(at: address, metadata)
    case .classType: if let object = address.load(as: UnsafeRawPointer?.self) { addObject(object) }
    case .opaque, .capture, .genericBox, nil: break
    }
  }

  /// An object that is met on the way through itself ends there.
  mutating func within(_ object: UnsafeRawPointer, _ body: (inout CaptureWalk) -> Void) {
    guard !path.contains(object), path.count < Self.maximumDepth else { return }
    path.append(object)
    body(&self)
    path.removeLast()
  }
}

/// Which of many elements are gone through.
enum CaptureSample {
  /// A dictionary or set with more elements is taken by their number.
  static let unorderedLimit = 1024

  /// All of up to 512; of more the first and the last, and some between.
  static func indices(count: Int) -> [Int] {
    guard count > 512 else { return Array(0..<count) }
    return Array(0..<128) + (0..<256).map { 128 + $0 * (count - 256) / 256 } + Array((count - 128)..<count)
  }
}
