import DataStream
import FoundationEssentials
import Glibc

/// Jobs whose `main()` brings along values that it may find otherwise when it runs again.
enum MainValues {
  static func run(_ env: StreamExecutionEnvironment, _ kind: String) async throws {
    switch kind {
    case "variable": try await job(env, limit: getenv("LIMIT").map { String(cString: $0) } ?? "unset")
    case "uuid": try await job(env, limit: UUID().uuidString)
    case "input": try await job(env, limit: readLine() ?? "nothing")
    case "time": try await job(env, limit: "\(Date().timeIntervalSince1970)")
    case "object":
      let function = Stamp(id: UUID().uuidString)
      env.fromCollection([1, 2]).keyBy { $0 }.process(function).print()
      try await env.execute("object")
    case "folded":
      let start = Int.random(in: 0...(.max))
      env.fromCollection([1, 2]).keyBy { $0 }.countWindow(2).aggregate(Offset(start: start)).print()
      try await env.execute("folded")
    case "once":
      let id = try env.once("run-id") { UUID().uuidString }
      let later = try await env.once("later", awaiting: { () async throws -> Int in Int.random(in: 1...Int.max) })
      try env.runOnce("note") { try note("once", env) }
      if env.isWorker { try note("worker", env) }
      try await job(env, limit: "\(id) \(later)")
    case "twice":
      _ = try env.once("same") { 1 }
      _ = try env.once("same") { 2 }
    case "only here":
      if env.isWorker { _ = try env.once("worker's own") { 1 } }
      try await job(env, limit: "1")
    case "names":
      env.fromCollection([1, 2]).map { $0 }.name("Map \(UUID())").print().name("Print \(UUID())").uid("printed")
      try await env.execute("daily \(UUID())")
    case "port":
      if env.isWorker { throw Failure(.user, "port 39181 is taken") }
      try await job(env, limit: "1")
    default: throw StreamTestJob.Broken()
    }
  }

  private static func job(_ env: StreamExecutionEnvironment, limit: String) async throws {
    env.setParallelism(2)
    env.generateSequence(from: 1, to: 4).map { _ in limit }.print()
    try await env.execute("job")
  }

  private static func note(_ line: String, _ env: StreamExecutionEnvironment) throws {
    guard let path = env.arguments["notes"] else { return }
    let descriptor = open(path, O_CREAT | O_APPEND | O_WRONLY, 0o644)
    guard descriptor >= 0, write(descriptor, line + "\n", line.utf8.count + 1) > 0 else { throw StreamTestJob.Broken() }
    close(descriptor)
  }

  /// An object that every record is given the id of.
  private final class Stamp: KeyedProcessFunction, Sendable {
    typealias Key = Int
    typealias Input = Int
    typealias Output = String
    let id: String

    init(id: String) { self.id = id }

    func processElement(_ element: Int, _ context: KeyedContext<Int>, _ out: inout Emitter<String>) { out.emit(id) }
  }

  private struct Offset: AggregateFunction, Sendable {
    let start: Int
    func createAccumulator() -> Int { start }
    func add(_ value: Int, to accumulator: inout Int) { accumulator &+= value }
    func getResult(_ accumulator: Int) -> Int { accumulator }
    func merge(_ other: Int, into accumulator: inout Int) { accumulator &+= other }
  }
}
