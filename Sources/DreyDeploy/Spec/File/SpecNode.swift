import DreyModel
import Yams

/// One value of a spec file, with where it stands, read strictly: unknown keys and wrong types are errors.
struct SpecNode {
  private let node: Node
  private let file: String
  /// The keys that lead to it, such as `taskManager.slots`; empty for the whole document.
  let path: String

  /// - Throws: ``DreyModel/Failure`` of the domain `usage` with line and column where the text is not YAML.
  init(yaml: String, file: String) throws(Failure) {
    do {
      guard let node = try compose(yaml: yaml) else { throw Failure(.usage, "\(file) is empty") }
      self.init(node, file: file, path: "")
    } catch {
      throw (error as? Failure) ?? Failure(.usage, "\(file) is not YAML: \(error)")
    }
  }

  private init(_ node: Node, file: String, path: String) {
    self.node = node
    self.file = file
    self.path = path
  }

  /// The values of a mapping by their keys, all of which must be among `allowed` and stand there once.
  func fields(_ allowed: [String]) throws(Failure) -> [String: SpecNode] {
    guard let mapping = node.mapping else { throw wrong("keys and values") }
    var fields: [String: SpecNode] = [:]
    for (key, value) in mapping {
      guard let name = key.scalar?.string else { throw SpecNode(key, file: file, path: path).wrong("a key") }
      let child = path.isEmpty ? name : "\(path).\(name)"
      guard allowed.contains(name) else { throw unknown(name, at: key, allowed) }
      fields[name] = SpecNode(value, file: file, path: child)
    }
    return fields
  }

  /// The values of a mapping whose keys are free, all as text.
  func textByKey() throws(Failure) -> [(key: String, value: SpecNode)] {
    guard let mapping = node.mapping else { throw wrong("keys and values") }
    var pairs: [(String, SpecNode)] = []
    for (key, value) in mapping {
      guard let name = key.scalar?.string else { throw SpecNode(key, file: file, path: path).wrong("a key") }
      pairs.append((name, SpecNode(value, file: file, path: "\(path).\(name)")))
    }
    return pairs
  }

  var isMapping: Bool { node.mapping != nil }

  func elements() throws(Failure) -> [SpecNode] {
    guard let sequence = node.sequence else { throw wrong("a list") }
    return sequence.enumerated().map { SpecNode($1, file: file, path: "\(path)[\($0)]") }
  }

  func text() throws(Failure) -> String {
    guard let scalar = node.scalar else { throw wrong("text") }
    return scalar.string
  }

  func integer() throws(Failure) -> Int {
    guard let scalar = node.scalar, let value = Int(scalar.string) else { throw wrong("a whole number") }
    return value
  }

  func number() throws(Failure) -> Double {
    guard let scalar = node.scalar, let value = Double(scalar.string) else { throw wrong("a number") }
    return value
  }

  func boolean() throws(Failure) -> Bool {
    switch node.scalar?.string {
    case "true": return true
    case "false": return false
    default: throw wrong("true or false")
    }
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
      guard let value = blamed.node.mapping?[key] else { break }
      blamed = SpecNode(value, file: file, path: blamed.path.isEmpty ? key : "\(blamed.path).\(key)")
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
      case .scalar(let scalar): "'\(scalar.string)'"
      case .mapping: "keys and values"
      case .sequence: "a list"
      case .alias: "an alias"
      }
    return refuse("expected \(expected), found \(found)")
  }

  private func unknown(_ name: String, at key: Node, _ allowed: [String]) -> Failure {
    let nearest = allowed.min { EditDistance.between(name, $0) < EditDistance.between(name, $1) }
    let suggestion = nearest.map { " Did you mean '\($0)'?" } ?? ""
    return SpecNode(key, file: file, path: path).refuse(
      "unknown key '\(name)'.\(suggestion)", advice: "Known here: \(allowed.sorted().joined(separator: ", ")).")
  }
}
