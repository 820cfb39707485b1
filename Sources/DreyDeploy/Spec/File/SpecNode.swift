import DreyModel
import Yams

/// A value of a spec file with its position. It is read as strictly as `docs/spec.schema.json` says: unknown keys and wrong
/// types are errors.
struct SpecNode {
  private let node: Node
  private let file: String
  /// The keys that lead to it, such as `taskManager.slots`; empty for the whole document.
  let path: String

  /// - Throws: ``DreyModel/Failure`` of the domain `usage` with line and column if the text is not YAML.
  init(yaml: String, file: String) throws(Failure) {
    do {
      guard let node = try compose(yaml: yaml) else { throw Failure(.usage, "\(file) is empty") }
      self.init(node, file: file, path: "")
    } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
      throw Failure(
        .usage, "\(file):\(context.mark.line):\(context.mark.column): the key '\(keys.first ?? "")' stands there twice",
        advice: "Leave one of them out.")
    } catch {
      throw (error as? Failure) ?? Failure(.usage, "\(file) is not YAML: \(error)")
    }
  }

  private init(_ node: Node, file: String, path: String) {
    self.node = node
    self.file = file
    self.path = path
  }

  /// The values of a mapping by their keys, all of which must be among `allowed`, or begin with `x-`, which are left to whoever
  /// wrote them.
  func fields(_ allowed: [String]) throws(Failure) -> [String: SpecNode] {
    var fields: [String: SpecNode] = [:]
    for (name, key, value) in try pairs() where !name.hasPrefix("x-") {
      guard allowed.contains(name) else { throw unknown(name, at: key, allowed) }
      fields[name] = value
    }
    return fields
  }

  /// The values of a mapping whose keys are free.
  func valueByKey() throws(Failure) -> [(key: String, value: SpecNode)] { try pairs().map { ($0.name, $0.value) } }

  /// The pairs of a mapping, with those that it takes over by `<<` unless it has such keys itself.
  private func pairs() throws(Failure) -> [(name: String, key: SpecNode, value: SpecNode)] {
    guard let mapping = node.mapping else { throw wrong("keys and values") }
    var (own, merged): ([(name: String, key: SpecNode, value: SpecNode)], [SpecNode]) = ([], [])
    for (key, value) in mapping {
      let place = SpecNode(key, file: file, path: path)
      guard let name = key.scalar?.string else { throw place.wrong("a key") }
      let child = SpecNode(value, file: file, path: path.isEmpty ? name : "\(path).\(name)")
      if name == "<<", key.scalar?.style == .plain {
        merged += value.sequence == nil ? [child.moved(to: path)] : try child.elements().map { $0.moved(to: path) }
      } else {
        own.append((name, place, child))
      }
    }
    for other in merged {
      guard other.isMapping else { throw other.refuse("'<<' takes over a mapping, such as one that an anchor names") }
      own += try other.pairs().filter { pair in !own.contains { $0.name == pair.name } }
    }
    return own
  }

  private func moved(to path: String) -> SpecNode { SpecNode(node, file: file, path: path) }

  var isMapping: Bool { node.mapping != nil }

  var isNothing: Bool { node.scalar.map(SpecScalar.init) == .nothing }

  func elements() throws(Failure) -> [SpecNode] {
    guard let sequence = node.sequence else { throw wrong("a list") }
    return sequence.enumerated().map { SpecNode($1, file: file, path: "\(path)[\($0)]") }
  }

  /// Text, which is not empty; a number or a truth value is none unless it stands in quotes.
  func text() throws(Failure) -> String {
    guard let scalar = node.scalar else { throw wrong("text") }
    guard SpecScalar(scalar) == .text else {
      throw refuse(
        "expected text, found \(SpecScalar(scalar).description(scalar.string))", advice: "Put it into quotes.")
    }
    guard !scalar.string.isEmpty else { throw refuse("is empty") }
    return scalar.string
  }

  /// Text, a number or a truth value, as it is written.
  func word() throws(Failure) -> String {
    guard let scalar = node.scalar else { throw wrong("text") }
    guard SpecScalar(scalar) != .nothing else {
      throw refuse("expected text, found nothing", advice: "Put it into quotes.")
    }
    return scalar.string
  }

  func integer() throws(Failure) -> Int {
    switch node.scalar.map(SpecScalar.init) {
    case .integer(let value): return value
    case .number(let value): if let whole = Int(exactly: value) { return whole }
    default: break
    }
    throw wrong("a whole number")
  }

  func number() throws(Failure) -> Double {
    switch node.scalar.map(SpecScalar.init) {
    case .integer(let value): return Double(value)
    case .number(let value): return value
    default: throw wrong("a number")
    }
  }

  /// nil: it is no number.
  var numeric: Double? { try? number() }

  func boolean() throws(Failure) -> Bool {
    guard case .boolean(let value) = node.scalar.map(SpecScalar.init) else { throw wrong("true or false") }
    return value
  }

  /// A failure that begins with where this value stands.
  func refuse(_ message: String, advice: String? = nil) -> Failure {
    let place = node.mark.map { ":\($0.line):\($0.column)" } ?? ""
    return Failure(.usage, "\(file)\(place): \(path.isEmpty ? "" : "\(path): ")\(message)", advice: advice)
  }

  /// Refuses a cluster that these keys describe, at the one that is to blame, or at what it would stand in.
  func check(_ cluster: ClusterSpec) throws(Failure) {
    guard let violation = cluster.violation else { return }
    var blamed = self
    for key in violation.keys {
      guard let next = (try? blamed.pairs())?.first(where: { $0.name == key })?.value else { break }
      blamed = next
    }
    throw blamed.refuse(violation.failure.message, advice: violation.failure.advice)
  }

  /// What a check of this value found, with where it stands in front.
  func placed<R>(_ body: () throws(Failure) -> R) throws(Failure) -> R {
    do { return try body() } catch { throw refuse(error.message, advice: error.advice) }
  }

  private func wrong(_ expected: String) -> Failure {
    let found =
      switch node {
      case .scalar(let scalar): SpecScalar(scalar).description(scalar.string)
      case .mapping: "keys and values"
      case .sequence: "a list"
      case .alias: "an alias"
      }
    return refuse("expected \(expected), found \(found)")
  }

  private func unknown(_ name: String, at key: SpecNode, _ allowed: [String]) -> Failure {
    key.refuse(
      "unknown key '\(name)'.\(SimilarWord.question(for: name, among: allowed))",
      advice: "Known here: \(allowed.sorted().joined(separator: ", ")), and keys that begin with 'x-'.")
  }
}
