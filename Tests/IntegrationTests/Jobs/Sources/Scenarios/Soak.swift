import DataStream
import Glibc

/// The jobs that a session is soaked in, chosen by `--kind`; what they counted and collected says whether they were right.
enum Soak {
  static func run(_ env: StreamExecutionEnvironment) async throws {
    switch try env.arguments.require("kind") {
    case "tiny": try await tiny(env)
    case "failing":
      env.generateSequence(from: 0, to: 9).map { number in
        if number == 7 { throw Mishap(text: "record refused") }
        return number
      }.discard()
    case "collecting":
      // Nearly as much as a job may collect.
      _ = try await env.generateSequence(from: 0, to: 999).map { "#\($0)#" + String(repeating: "x", count: 1000) }
        .executeAndCollect("soak")
      return
    case "endless": counted(paced(env, to: .max)).discard()
    case "saved":
      env.setMaxParallelism(8)
      counted(paced(env, to: 400)).keyBy { _ in 0 }.count().uid("counts").richMap { context in
        let highest = try context.subtask.getAccumulator("highest", as: LongMaximum.self)
        return { count in
          highest.add(count.value)
          return count.value
        }
      }.uid("highest").discard()
    case "wide":
      var stream = env.generateSequence(from: 1, to: 100)
      for _ in 0..<(try env.arguments.integer("vertices", default: 900)) {
        stream = stream.map { $0 }.disableChaining()
      }
      counted(stream).discard()
    case let other: throw Mishap(text: "unknown kind '\(other)'")
    }
    try await env.execute("soak")
  }

  /// Twice as many records of half of the keys: both subtasks send to both.
  private static func tiny(_ env: StreamExecutionEnvironment) async throws {
    env.setParallelism(2)
    counted(env.generateSequence(from: 1, to: 1000).keyBy { $0 % 7 }.count().map { $0.value }).discard()
  }

  private static func paced(_ env: StreamExecutionEnvironment, to last: Int) -> DataStream<Int> {
    env.generateSequence(from: 1, to: last).uid("numbers").map { number in
      usleep(5000)
      return number
    }.uid("pace")
  }

  private static func counted(_ stream: DataStream<Int>) -> DataStream<Int> {
    stream.richMap { context in
      let records = try context.subtask.getLongCounter("records")
      let sum = try context.subtask.getLongCounter("sum")
      return { number in
        records.add()
        sum.add(number)
        return number
      }
    }.uid("counted")
  }
}
