import DreyModel
import Testing

@testable import DataStream

@Suite(.timeLimit(.minutes(1))) struct TextFileTests {
  private func lines(of path: String, parallelism: Int) async throws -> [String] {
    let env = try localEnvironment(parallelism: parallelism)
    let collected = env.readTextFile(path).collect()
    try await env.execute()
    return collected.all
  }

  @Test(arguments: ["", "\n", "a", "a\n", "a\nb", "\n\na\n\n", "a\r\nb\r\n", "żółw\n語\n", "a\rb\n"])
  func everyLineOnce(text: String) async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(text, to: "text")
    var expected = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { scalars in
      String(scalars.last == "\r" ? scalars.dropLast() : scalars)
    }
    if expected.last == "" { expected.removeLast() }
    for parallelism in 1...8 {
      #expect(
        try await lines(of: path, parallelism: parallelism).sorted() == expected.sorted(), "\(parallelism) subtasks")
    }
    #expect(try await lines(of: path, parallelism: 1) == expected)
  }

  @Test func manyLinesAndLinesLongerThanAChunk() async throws {
    let folder = try TemporaryFolder()
    var expected = (0..<2000).map { number in
      String(repeating: "x", count: number * 7919 % 201) + "\(number)"
    }
    expected.insert(String(repeating: "long", count: 300_000), at: 1000)
    let path = try folder.write(expected.joined(separator: "\n"), to: "text")
    for parallelism in [1, 2, 3, 7] {
      let found = try await lines(of: path, parallelism: parallelism)
      #expect(found.count == expected.count)
      #expect(found.sorted() == expected.sorted())
    }
  }

  @Test(arguments: [1, 2]) func writesPartsAsAWhole(parallelism: Int) async throws {
    let folder = try TemporaryFolder()
    let env = try localEnvironment(parallelism: parallelism)
    env.generateSequence(from: 1, to: 3000).writeText("\(folder.path)/new/out")
    try await env.execute()
    #expect(folder.names(in: "new/out") == (0..<parallelism).map { "part-\($0)" })
    let written = try (0..<parallelism).flatMap { try folder.read("new/out/part-\($0)").split(separator: "\n") }
    #expect(written.compactMap { Int($0) }.sorted() == Array(1...3000))
  }

  @Test func refusesAFolderWithResults() async throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("old", to: "part-5")
    let env = try localEnvironment(parallelism: 2)
    env.generateSequence(from: 1, to: 3).writeText(folder.path)
    await #expect(throws: Failure.self) { try await env.execute() }
    #expect(try folder.read("part-5") == "old")
  }

  @Test func aFailedJobLeavesNoPart() async throws {
    struct Broken: Error {}
    let folder = try TemporaryFolder()
    let env = try localEnvironment()
    env.generateSequence(from: 1, to: 30_000).map { number -> Int in
      if number == 20_000 { throw Broken() }
      return number
    }.writeText("\(folder.path)/out")
    await #expect(throws: Failure.self) { try await env.execute() }
    #expect(folder.names(in: "out") == [])
  }
}
