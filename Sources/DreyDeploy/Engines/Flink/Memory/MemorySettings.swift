import DreyModel

/// The options of one process, read as Flink reads them. A value is looked at only when it is needed, as Flink does:
/// nonsense in a key that plays no part is no error.
struct MemorySettings {
  let process: FlinkProcess
  let options: [String: String]

  init(_ process: FlinkProcess, _ options: [String: String]) {
    self.process = process
    self.options = options
  }

  func contains(_ key: MemoryKey) -> Bool { value(of: key) != nil }

  /// The key as a user writes it.
  func name(_ key: MemoryKey) -> String { process.keyPrefix + key.rawValue }

  /// A size that is configured or has a default.
  func size(_ key: MemoryKey, _ part: MemoryPart) throws(Failure) -> MemoryComponent {
    guard let (name, text) = value(of: key) else {
      guard let bytes = key.defaultSize else { throw refusal("\(self.name(key)) is not set", advice: nil) }
      return MemoryComponent(part: part, bytes: bytes, origin: .defaultOf(key: self.name(key)))
    }
    do throws(FlinkMemorySize.Invalid) {
      return MemoryComponent(part: part, bytes: try FlinkMemorySize.bytes(text), origin: .configured(key: name))
    } catch {
      throw refusal("\(name) is '\(text)': \(error.cause)", advice: "Write a size such as 512m, 2g or 1 gb.")
    }
  }

  /// A fraction, from 0 to less than 1. Flink keeps it with the precision of a `Float`.
  func fraction(_ key: MemoryKey) throws(Failure) -> Double {
    guard let (name, text) = value(of: key) else { return Double(key.defaultFraction) }
    guard let value = JavaNumber.float(text), value >= 0, value < 1 else {
      throw refusal("\(name) is '\(text)', expected a fraction of at least 0 and less than 1", advice: nil)
    }
    return Double(value)
  }

  func flag(_ key: MemoryKey) throws(Failure) -> Bool {
    guard let (name, text) = value(of: key) else { return false }
    guard let value = Bool(text.lowercased()) else {
      throw refusal("\(name) is '\(text)', expected true or false", advice: nil)
    }
    return value
  }

  func refusal(_ message: String, advice: String?) -> Failure {
    Failure(.usage, "\(process.rawValue) memory: \(message)", advice: advice)
  }

  private func value(of key: MemoryKey) -> (name: String, text: String)? {
    let names = [name(key)] + (key.formerName.map { [$0] } ?? [])
    for name in names { if let text = options[name] { return (name, text) } }
    return nil
  }
}
