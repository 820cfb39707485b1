import DreyModel
import FoundationEssentials

// Values and actions that `main()` computes or runs in one place only, although `main()` itself runs in every worker.
extension StreamExecutionEnvironment {
  /// Whether `main` runs in a worker of a cluster, only to build the job there once more.
  ///
  /// Output that `main` prints there is discarded. To do something once, use ``runOnce(_:_:)``.
  public var isWorker: Bool { executor.isWorker }

  /// Makes a value part of the jobs to come: time, chance, a line of standard input, what a file holds.
  ///
  /// ```swift
  /// let id = try env.once("run-id") { UUID().uuidString }
  /// words.map { "\(id) \($0)" }.print()  // The same id in all workers.
  /// ```
  /// The closure runs where `main` runs first, and nowhere else: workers, and a `main` that runs again after a restart of
  /// the JobManager, are given the value that it returned. The value travels as JSON, and everybody has it as it comes out
  /// of that.
  /// - Parameter name: no other value of this `main` may have it.
  /// - Throws: what `make` throws; ``DreyModel/Failure`` if the name is taken, or the value cannot be encoded.
  public func once<Value: Codable>(_ name: String, _ make: () throws -> Value) throws -> Value {
    if let value = try recorded(name, as: Value.self) { return value }
    return try record(try make(), as: name)
  }

  /// Makes a value part of the jobs to come that has to be waited for, as ``once(_:_:)`` does.
  ///
  /// ```swift
  /// let rates = try await env.once("rates", awaiting: { try await Rates.fetch() })
  /// ```
  public nonisolated(nonsending) func once<Value: Codable>(
    _ name: String, awaiting make: nonisolated(nonsending) () async throws -> Value
  ) async throws -> Value {
    if let value = try recorded(name, as: Value.self) { return value }
    return try record(try await make(), as: name)
  }

  /// Does something where `main` runs first, and nowhere else: emptying a folder, opening a port.
  ///
  /// ```swift
  /// try env.runOnce("empty the output") { try FileManager.default.removeItem(atPath: output) }
  /// ```
  /// After a restart of the JobManager it is not done again if a job was executed since.
  /// - Parameter name: no other value or action of this `main` may have it.
  /// - Throws: what `action` throws; ``DreyModel/Failure`` if the name is taken.
  public func runOnce(_ name: String, _ action: () throws -> Void) throws {
    guard try recorded(name, as: Bool.self) == nil else { return }
    try action()
    _ = try record(true, as: name)
  }

  private func recorded<Value: Decodable>(_ name: String, as type: Value.Type) throws(Failure) -> Value? {
    guard !name.isEmpty else { throw Failure(.user, "a value of env.once needs a name") }
    guard main.values[name] == nil else {
      throw Failure(
        .user, "main() makes two values with the name '\(name)'",
        advice: "Give every env.once and env.runOnce its own name; in a loop, add the number of the turn.")
    }
    guard let text = try executor.value(named: name) else { return nil }
    main.values[name] = text
    return try decode(text, name)
  }

  private func record<Value: Codable>(_ value: Value, as name: String) throws(Failure) -> Value {
    let text: String
    do { text = String(decoding: try JSONEncoder().encode(value), as: UTF8.self) } catch {
      throw Failure(.user, "the value '\(name)' of env.once cannot be encoded as JSON: \(error)")
    }
    main.values[name] = text
    return try decode(text, name)
  }

  private func decode<Value: Decodable>(_ text: String, _ name: String) throws(Failure) -> Value {
    do { return try JSONDecoder().decode(Value.self, from: Data(text.utf8)) } catch {
      throw Failure(.user, "the value '\(name)' of env.once is not the \(Value.self) that is asked for: \(error)")
    }
  }
}
