import DataStream
import Glibc

/// Jobs for the tests of roles: `StreamTestJob --job NAME …`.
@main
struct StreamTestJob: StreamApplication {
  struct Broken: Error {}

  static func main(_ env: StreamExecutionEnvironment) async throws {
    env.setRuntimeMode(.batch)
    print("main() runs")
    switch try env.arguments.require("job") {
    case "words": try await words(env, input: env.arguments.require("input"))
    case "throws":
      env.generateSequence(from: 1, to: 1000).map { number -> Int in
        if number == 700 { throw Broken() }
        return number
      }.print()
      try await env.execute("throws")
    case "endless":
      env.generateSequence(from: 1, to: .max).keyBy { $0 % 10 }.count().print()
      try await env.execute("endless")
    case "hungry":
      env.generateSequence(from: 1, to: .max).keyBy { $0 }.count().print()
      try await env.execute("hungry")
    case "two":
      env.fromCollection([1, 2]).print()
      let first = try await env.execute("first")
      env.fromCollection([first.name]).map { "after \($0)" }.print()
      try await env.execute("second")
    case "writes":
      env.generateSequence(from: 1, to: 100_000)
        .writeText(try env.arguments.require("output"), maxPartSize: 100_000)
      try await env.execute("writes")
    case "collect":
      let count = Int(env.arguments["count"] ?? "") ?? 10
      let numbers = try await env.generateSequence(from: 1, to: count).count(into: "all").executeAndCollect("collect")
      env.fromCollection(numbers).map { "collected \($0)" }.print()
      try await env.execute("after")
    case "cancel":
      env.generateSequence(from: 1, to: .max).filter { $0 < 0 }.print()
      let job = try env.executeAsync("endless")
      print("is \(try await job.getJobStatus().rawValue), \(try await job.getAccumulators().count) accumulators")
      try await job.cancel()
      do { _ = try await job.result() } catch { print("\(error)") }
    case "chatty": try await chatty(env)
    case "recovers": try await recovers(env)
    case "regions": try await regions(env)
    case "lines": try await lines(env)
    case "hashes": try await hashes(env)
    case "aligned":
      env.setRuntimeMode(.streaming)
      let strategy = WatermarkStrategy<Int>.forMonotonousTimestamps { $0 }
        .withWatermarkAlignment(
          "group", maxAllowedWatermarkDrift: .milliseconds(100), updateInterval: .milliseconds(10))
      env.fromSource(SequenceSource(from: 0, to: 9999), watermarkStrategy: strategy, name: "Numbers")
        .keyBy { _ in 0 }.count().filter { $0.value == 10_000 }.map { "\($0.value)" }.print()
      try await env.execute("aligned")
    case "main": try await MainValues.run(env, try env.arguments.require("kind"))
    case "none": break
    default: throw Broken()
    }
  }

  /// A job whose function prints in every way there is, and may be killed.
  private static func chatty(_ env: StreamExecutionEnvironment) async throws {
    let end = try env.arguments.integer("killed-at", default: .max)
    let isRaw = env.arguments.has("raw")
    if isRaw { print("not a whole line", terminator: "") }
    env.generateSequence(from: 0, to: try env.arguments.integer("count", default: 10_000) - 1).map { number -> String in
      let note = "note \(number) end"
      switch number % 3 {
      case 0 where !isRaw: print(note)
      case 1 where !isRaw: puts(note)
      default: _ = "\(note)\n".withCString { write(1, $0, strlen($0)) }
      }
      if number == end { kill(getpid(), SIGKILL) }
      return "RECORD \(number) END"
    }.print()
    try await env.execute("chatty")
    if isRaw { print(" may wait for its end") }
  }

  /// Counts slowly, and crashes once when some of what it has written can be seen.
  private static func recovers(_ env: StreamExecutionEnvironment) async throws {
    env.setRuntimeMode(.streaming)
    env.enableCheckpointing(.milliseconds(100))
    let output = try env.arguments.require("output")
    let crash = try env.arguments.require("crash")
    env.generateSequence(from: 1, to: Int(env.arguments["count"] ?? "") ?? 1000)
      .map { number -> Int in
        usleep(500)
        if number % 100 == 0 { crashOnce(output, crash) }
        return number
      }
      .keyBy { $0 % 10 }
      .count()
      .map { "\($0.key) \($0.value)" }
      .writeText(output, maxPartSize: 1 << 20)
    try await env.execute("recovers")
  }

  /// Two parts that exchange nothing; each process writes the numbers it sees into a file named like itself, and one crashes.
  private static func regions(_ env: StreamExecutionEnvironment) async throws {
    env.setRuntimeMode(.streaming)
    env.enableCheckpointing(.milliseconds(100))
    let output = try env.arguments.require("output")
    let crash = try env.arguments.require("crash")
    env.generateSequence(from: 1, to: Int(env.arguments["count"] ?? "") ?? 1000)
      .map { number -> Int in
        usleep(500)
        try append("\(number)\n", to: "\(output)/\(getpid())")
        if number == 500 { crashOnce(output, crash) }
        return number
      }
      .discard()
    try await env.execute("regions")
  }

  /// Notes, wherever `main()` or a function runs, what depends on how Swift hashes there.
  private static func hashes(_ env: StreamExecutionEnvironment) async throws {
    let output = try env.arguments.require("output")
    let note: @Sendable () throws -> Void = {
      try append("\("a key".hashValue) \(Set((0..<20).map { "\($0)" }))\n", to: output)
    }
    try note()
    env.generateSequence(from: 1, to: 8).map { number -> Int in
      try note()
      return number
    }.discard()
    try await env.execute("hashes")
  }

  /// Reads a folder that is another one for every process, since each main() moves one more file into it; each process writes
  /// the lines it sees into a file named like itself, and one may crash.
  private static func lines(_ env: StreamExecutionEnvironment) async throws {
    env.setRuntimeMode(.streaming)
    let (input, output) = (try env.arguments.require("input"), try env.arguments.require("output"))
    let late = "late-\(getpid())"
    for number in 0..<500 { try append("\(late) \(number)\n", to: "\(input)/.\(late)") }
    // Before all others, so that all others move up.
    rename("\(input)/.\(late)", "\(input)/0-\(late)")
    let (crashLine, crash) = (env.arguments["crash-line"], env.arguments["crash"])
    env.readTextFile(input)
      .map { line -> String in
        if crashLine != nil { usleep(1000) }
        try append("\(line)\n", to: "\(output)/\(getpid())")
        if line == crashLine, let crash { crashOnce(output, crash) }
        return line
      }
      .discard()
    try await env.execute("lines")
  }

  private static func append(_ line: String, to path: String) throws {
    let descriptor = open(path, O_CREAT | O_APPEND | O_WRONLY, 0o644)
    guard descriptor >= 0, write(descriptor, line, line.utf8.count) == line.utf8.count else { throw Broken() }
    close(descriptor)
  }

  private static func crashOnce(_ output: String, _ marker: String) {
    guard let folder = opendir(output) else { return }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      // What cannot be seen yet has a name that begins with a dot.
      guard entry.pointee.d_name.0 != CChar(UInt8(ascii: ".")) else { continue }
      let descriptor = open(marker, O_CREAT | O_EXCL | O_WRONLY, 0o600)
      if descriptor >= 0 { kill(getpid(), SIGKILL) }
      return
    }
  }

  private static func words(_ env: StreamExecutionEnvironment, input: String) async throws {
    env.readTextFile(input)
      .flatMap { line, out in line.forEachField(separator: " ") { out.emit($0) } }
      .keyBy { $0 }
      .count()
      .map { "\($0.key) \($0.value)" }
      .print()
    try await env.execute("words")
  }
}
