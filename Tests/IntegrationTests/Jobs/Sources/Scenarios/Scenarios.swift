import DataStream
import Glibc

/// Applications that the integration tests run, chosen by `--scenario`.
@main struct Scenarios: StreamApplication {
  static func main(_ env: StreamExecutionEnvironment) async throws {
    switch try env.arguments.require("scenario") {
    case "trivial": try await trivial(env)
    case "no-job": print("no job was submitted")
    case "two-jobs": try await twoJobs(env)
    case "main-throws": throw Mishap(text: "main gave up")
    case "map-throws": try await mapping(env) { _ in throw Mishap(text: "record refused") }
    case "trap": try await mapping(env) { [1, 2, 3][$0 + 3] }
    case "fatal-error": try await mapping(env) { _ in fatalError("the map gave up") }
    case "idle": try await Task.sleep(for: .seconds(env.arguments["seconds"].flatMap { Int($0) } ?? 6))
    case "endless": try await endless(env)
    case "steady": try await steady(env)
    case "too-parallel": try await tooParallel(env)
    case "hungry": hungry()
    case "where": try await whereItRuns(env)
    case "side-by-side": try await sideBySide(env)
    case "together": try await together(env)
    case "remote-control": try await remoteControl(env)
    case "exchange": try await exchange(env)
    case "caught": try await caught(env)
    case "write": try await write(env)
    case "late": try await late(env)
    case "sums": try await Sums.run(env)
    case "paces": try await Paces.run(env)
    case "machine": try await Machine.run(env)
    case "captured": try await captured(env)
    case "soak": try await Soak.run(env)
    case "collect": try await collect(env)
    case let other: throw Mishap(text: "unknown scenario '\(other)'")
    }
  }

  /// Prints values that `main()` captured: a variable, and a UUID that is part of the job, or with `--each` is not.
  private static func captured(_ env: StreamExecutionEnvironment) async throws {
    let limit = getenv("LIMIT").map { String(cString: $0) } ?? "unset"
    let draw = { String(UInt64.random(in: 1...(.max)), radix: 16) }
    let id = try env.arguments.has("each") ? draw() : env.once("id", draw)
    try env.runOnce("tell") { print("main \(limit) \(id)") }
    env.setParallelism(2)
    env.generateSequence(from: 1, to: 4).map { _ in "\(limit) \(id)" }.name("Stamp \(draw())").print()
    try await env.execute("Captured \(draw())")
  }

  /// Executes one job after the other, collects `--bytes` of each, and prints how many all of them had. A job counts on what was
  /// collected before it.
  private static func collect(_ env: StreamExecutionEnvironment) async throws {
    func number(_ name: String) -> Int { env.arguments[name].flatMap { Int($0) } ?? 1 }
    let (jobs, bytes) = (number("jobs"), number("bytes"))
    var collected = 0
    for job in 0..<jobs {
      let before = collected
      let texts = try await env.generateSequence(from: 1, to: 100).map { _ in
        String(repeating: "x", count: bytes / 100 - 10) + "after \(before % 10)"
      }.executeAndCollect("Collect \(job)")
      guard texts.allSatisfy({ $0.hasSuffix("after \(before % 10)") }) else { throw Mishap(text: "others' records") }
      collected += texts.count
    }
    try env.runOnce("tell") { print("\(collected) records") }
  }

  private static func trivial(_ env: StreamExecutionEnvironment) async throws {
    env.fromCollection(["one", "two", "three"]).print()
    try await env.execute("Trivial")
  }

  private static func twoJobs(_ env: StreamExecutionEnvironment) async throws {
    env.fromCollection(["first"]).print()
    let result = try await env.execute("First")
    env.fromCollection(["second after \(result.status.rawValue)"]).print()
    try await env.execute("Second")
  }

  private static func mapping(
    _ env: StreamExecutionEnvironment, _ body: @escaping @Sendable (Int) throws -> Int
  ) async throws {
    env.generateSequence(from: 0, to: 9).map(body).print()
    try await env.execute("Mapping")
  }

  private static func endless(_ env: StreamExecutionEnvironment) async throws {
    env.generateSequence(from: 0, to: .max).filter { $0 == -1 }.print()
    try await env.execute("Endless")
  }

  /// Ten records a millisecond by the clock, counted by another vertex, until it is cancelled.
  private static func steady(_ env: StreamExecutionEnvironment) async throws {
    env.generateSequence(from: 0, to: .max).richMap { _ in
      let began = milliseconds()
      return { number in
        let early = began + number / 10 - milliseconds()
        if early > 5 { usleep(UInt32(early) * 1000) }
        return number
      }
    }.keyBy { $0 % 16 }.count().map { "\($0.value)" }.filter { $0.isEmpty }.print()
    try await env.execute("Steady")
  }

  /// Asks for memory until it is killed.
  private static func hungry() {
    var hoard: [[UInt8]] = []
    while hoard.count < 1024 { hoard.append([UInt8](repeating: UInt8.random(in: 1...9), count: 1 << 20)) }
    print(hoard.reduce(0) { $0 + Int($1[$1.count / 2]) })
  }

  private static func tooParallel(_ env: StreamExecutionEnvironment) async throws {
    env.setParallelism(64)
    env.generateSequence(from: 0, to: 9).print()
    try await env.execute("TooParallel")
  }

  /// Prints which machine, and which process, `main()` runs in, and which machine the job.
  private static func whereItRuns(_ env: StreamExecutionEnvironment) async throws {
    print("main() runs on \(hostName()) as process \(getpid())")
    let job = env.fromCollection(["the job"]).map { "\($0) runs on \(hostName())" }
    guard env.arguments["then"] != "endless" else { return try await endless(env) }
    job.print()
    try await env.execute("Where")
  }

  private static func hostName() -> String {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, 255)
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Two jobs at the same time, of which one never ends by itself, and a third after the other.
  private static func sideBySide(_ env: StreamExecutionEnvironment) async throws {
    env.generateSequence(from: 0, to: .max).filter { $0 == -1 }.print()
    let endless = try env.executeAsync("Endless")
    env.generateSequence(from: 0, to: 99).map { number in
      usleep(100_000)
      return "slow \(number)"
    }.print()
    let slow = try env.executeAsync("Slow")
    do {
      print("Endless \(try await endless.result().status.rawValue)")
    } catch {
      print("Endless failed")
    }
    print("Slow \(try await slow.result().status.rawValue)")
    env.fromCollection(["third"]).print()
    try await env.execute("Third")
  }

  /// Watches a job that never ends by itself, and cancels it.
  private static func remoteControl(_ env: StreamExecutionEnvironment) async throws {
    env.generateSequence(from: 0, to: .max).richMap { context in
      let seen = try context.subtask.getLongCounter("seen")
      return { number in
        seen.add()
        return number
      }
    }.filter { $0 == -1 }.print()
    let job = try env.executeAsync("Watched")
    while try await job.getAccumulators()["seen"]?.longValue ?? 0 < 1000 {
      try await Task.sleep(for: .milliseconds(50))
    }
    print("while it runs: \(try await job.getJobStatus().rawValue)")
    try await job.cancel()
    do { _ = try await job.result() } catch { print("its end: \(try await job.getJobStatus().rawValue)") }
    try await job.cancel()
  }

  /// Two jobs at the same time, and a third that needs both their results.
  private static func together(_ env: StreamExecutionEnvironment) async throws {
    env.setParallelism(1)
    let jobs = try ["left", "right"].map { side in
      env.generateSequence(from: 0, to: 19).map { number in
        usleep(100_000)
        return "\(side) \(number) at \(milliseconds())"
      }.print()
      return try env.executeAsync(side)
    }
    var results: [String] = []
    for job in jobs { results.append(try await job.result().status.rawValue) }
    env.fromCollection(["both \(results.joined(separator: " "))"]).print()
    try await env.execute("Both")
  }

  /// Since 1970, by the clock that all containers share.
  private static func milliseconds() -> Int {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return now.tv_sec * 1000 + now.tv_nsec / 1_000_000
  }

  /// Records that go from TaskManager to TaskManager for some ten seconds.
  private static func exchange(_ env: StreamExecutionEnvironment) async throws {
    env.setRuntimeMode(.batch)
    env.generateSequence(from: 0, to: 199).map { number in
      usleep(100_000)
      return "\(number % 10)"
    }.keyBy { $0 }.count().map { "\($0.key) \($0.value)" }.print()
    try await env.execute("Exchange")
  }

  /// A job that fails, which `main()` does not mind, and one after it.
  private static func caught(_ env: StreamExecutionEnvironment) async throws {
    do { try await mapping(env) { _ in throw Mishap(text: "record refused") } } catch { print("caught") }
    try await trivial(env)
  }

  /// Three of four records come after the watermark has passed the end of their window.
  private static func late(_ env: StreamExecutionEnvironment) async throws {
    env.fromCollection([5000, 1, 2, 3])
      .assignTimestampsAndWatermarks(.forPunctuatedWatermarks({ $0 }) { $1 })
      .keyBy { _ in 0 }.window(.tumbling(.seconds(1))).count { $3.emit("\($2)") }.print()
    try await env.execute("Late")
  }

  private static func write(_ env: StreamExecutionEnvironment) async throws {
    env.generateSequence(from: 1, to: 1000).map { "\($0)" }.writeText(try env.arguments.require("output"))
    try await env.execute("Write")
  }
}

struct Mishap: Error, CustomStringConvertible {
  var text: String
  var description: String { text }
}
