import DreyModel
import Glibc
import Synchronization
import Testing

@testable import DataStream
@testable import TaskRuntime

@Suite(.timeLimit(.minutes(1))) struct FileSinkTests {
  private func allNames(_ folder: TemporaryFolder, in name: String = "out") -> [String] { folder.names(in: name) }

  @Test(arguments: [1, 3]) func rollsBySize(parallelism: Int) async throws {
    let folder = try TemporaryFolder()
    let env = try localEnvironment(parallelism: parallelism)
    env.generateSequence(from: 10_000, to: 19_999).writeText("\(folder.path)/out", maxPartSize: 10_000)
    try await env.execute()
    let names = allNames(folder)
    let perSubtask = (10_000 * 6 / parallelism + 9_999) / 10_000
    #expect(
      Set(names) == Set((0..<parallelism).flatMap { subtask in (0..<perSubtask).map { "part-\(subtask)-\($0)" } }))
    let parts = try names.map { try folder.read("out/\($0)") }
    #expect(parts.allSatisfy { $0.utf8.count <= 10_002 && $0.hasSuffix("\n") })
    #expect(parts.flatMap { $0.split(separator: "\n") }.compactMap { Int($0) }.sorted() == Array(10_000...19_999))
  }

  @Test func recordsLargerThanAPart() async throws {
    let folder = try TemporaryFolder()
    let env = try localEnvironment()
    let long = String(repeating: "x", count: 100_000)
    env.fromCollection([long, "a", long]).writeText("\(folder.path)/out", maxPartSize: 10)
    try await env.execute()
    #expect(allNames(folder) == ["part-0-0", "part-0-1"])
    #expect(try folder.read("out/part-0-1") == "a\n\(long)\n")
  }

  @Test func withoutRecords() async throws {
    let folder = try TemporaryFolder()
    let env = try localEnvironment(parallelism: 2)
    let nothing = env.fromCollection([1]).filter { _ in false }
    nothing.writeText("\(folder.path)/text")
    nothing.writeText("\(folder.path)/rolling", maxPartSize: 10)
    nothing.writeCSV("\(folder.path)/csv", header: ["a", "b,c"]) { $1.append($0) }
    try await env.execute()
    #expect(allNames(folder, in: "text") == ["part-0", "part-1"])
    #expect(allNames(folder, in: "rolling") == [])
    #expect(try folder.read("csv/part-1") == "a,\"b,c\"\n")
  }

  /// Some subtasks come to their end and prepare their parts before another fails: nobody may ever see those.
  @Test(arguments: [nil, 1000]) func aFailureAfterOthersHaveFinishedLeavesNothing(maxPartSize: Int?) async throws {
    struct Broken: Error {}
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/out"
    let env = try localEnvironment(parallelism: 4)
    env.generateSequence(from: 0, to: 39_999).map { number -> Int in
      guard number == 39_999 else { return number }
      try Self.wait { (0..<3).allSatisfy { hasPending(path, of: $0) } }
      throw Broken()
    }.writeText(path, maxPartSize: maxPartSize)
    let failure = await failure { try await env.execute() }
    #expect(failure?.message.contains("Broken") == true)
    #expect(allNames(folder) == [])
  }

  private static func wait(_ condition: () throws -> Bool) throws {
    for _ in 0..<3000 {
      if try condition() { return }
      usleep(10_000)
    }
    throw Failure(.timeout, "waited for 30 s")
  }

  private func hasPending(_ path: String, of subtask: Int) -> Bool {
    let names = (try? FileListing.names(in: path)) ?? []
    return names.contains { $0.hasPrefix(".part-\(subtask)") && $0.hasSuffix(".pending") }
  }

  @Test func aFailureElsewhereLeavesNothing() async throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/out"
    let env = try localEnvironment(parallelism: 2)
    env.generateSequence(from: 0, to: .max).writeText(path, maxPartSize: 1000)
    env.fromCollection([1]).map { number -> Int in
      try Self.wait { hasPending(path, of: 0) }
      throw Failure(.user, "enough")
    }.discard()
    await #expect(throws: Failure.self) { try await env.execute() }
    #expect(allNames(folder) == [])
  }

  @Test func committingTwiceIsNoError() throws {
    let folder = try TemporaryFolder()
    let output = OutputFolder(path: folder.path)
    _ = try folder.write("x", to: ".part-0.pending")
    try output.commit("part-0")
    try output.commit("part-0")
    #expect(folder.names() == ["part-0"])
    _ = try folder.write("y", to: ".part-0.pending")
    #expect(throws: Failure.self) { try output.commit("part-0") }
    #expect(try folder.read("part-0") == "x")
    #expect(throws: Failure.self) { try output.commit("part-1") }
  }

  @Test func folderThatCannotBeWritten() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("x", to: "file")
    let env = try localEnvironment()
    env.fromCollection([1]).writeText("\(file)/out")
    let failure = await failure { try await env.execute() }
    #expect(failure?.message == "cannot write '\(file)/out': Not a directory")
  }

  @Test func rowsComeBackAsTheyWere() async throws {
    var random = SeededRandom()
    let seed = random.seed
    for round in 0..<20 {
      let folder = try TemporaryFolder()
      let separator: Unicode.Scalar = round % 2 == 0 ? "," : ";"
      let rows = (0..<50).map { _ in
        (0..<(round % 3 + 1)).map { _ in
          String(
            (0..<Int.random(in: 0...5, using: &random)).map { _ in
              "a,;\"\n\r ż".randomElement(using: &random) ?? "x"
            })
        }
      }
      let env = try localEnvironment()
      env.fromCollection(rows).writeCSV(
        "\(folder.path)/out", header: (0...round % 3).map { "c\($0)" }, separator: separator
      ) { fields, row in for field in fields { row.append(field) } }
      try await env.execute()
      let found = env.readCSV("\(folder.path)/out", as: [String].self, separator: separator, multiline: true) { row in
        try (0..<row.count).map { try row.text(.name("c\($0)")) }
      }.collect()
      try await env.execute()
      #expect(found.all == rows, "seed \(seed)")
    }
  }

  @Test func valuesAsFields() async throws {
    let folder = try TemporaryFolder()
    let env = try localEnvironment()
    env.fromCollection([1, 2]).writeCSV("\(folder.path)/out") { number, row in
      row.append(number)
      row.append(Double(number) / 2)
      row.append(number == 1 ? nil : true)
      row.append("x")
    }
    try await env.execute()
    #expect(try folder.read("out/part-0") == "1,0.5,,x\n2,1.0,true,x\n")
  }
}
