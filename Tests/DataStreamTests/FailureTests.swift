import DreyModel
import Testing

@testable import DataStream

@Suite(.timeLimit(.minutes(1))) struct FailureTests {
  struct Broken: Error {}

  private func failure(_ body: () async throws -> Void) async -> Failure? {
    do {
      try await body()
      return nil
    } catch { return error as? Failure }
  }

  @Test(arguments: [1, 4]) func errorsOfUserCodeNameTheSubtask(parallelism: Int) async throws {
    let env = try localEnvironment(parallelism: parallelism)
    env.generateSequence(from: 1, to: .max).map { number -> Int in
      if number == 100_000 { throw Broken() }
      return number
    }.keyBy { $0 % 10 }.count().print()
    let failure = await failure { try await env.execute("job") }
    #expect(failure?.domain == .user)
    #expect(failure?.message.contains("'Source: Sequence -> Map' subtask 1/\(parallelism) failed: Broken()") == true)
  }

  @Test func errorsDownstreamStopEndlessSources() async throws {
    let env = try localEnvironment(parallelism: 2)
    env.generateSequence(from: 1, to: .max).keyBy { $0 % 10 }.reduce { old, new in
      if new > 100_000 { throw Broken() }
      return old + new
    }.print()
    #expect(await failure { try await env.execute("job") }?.message.contains("Keyed Reduce") == true)
  }

  @Test func missingFile() async throws {
    let env = try localEnvironment()
    env.readTextFile("/does/not/exist").print()
    let failure = await failure { try await env.execute("job") }
    #expect(failure?.message == "cannot read '/does/not/exist': No such file or directory")
    #expect(failure?.advice?.contains("--volume") == true)
  }

  @Test func graphsWithoutSinks() async throws {
    let env = try localEnvironment()
    #expect(
      await failure { try await env.execute("empty") }?.message.contains("no operators that lead to a sink") == true)
    _ = env.fromCollection([1]).map { $0 }
    #expect(await failure { try await env.execute("dead end") } != nil)
  }

  @Test func parallelismOutOfBounds() async throws {
    for parallelism in [0, -1, 40_000] {
      let env = try localEnvironment()
      env.generateSequence(from: 1, to: 2).setParallelism(parallelism).print()
      #expect(await failure { try await env.execute("job") }?.message.contains("parallelism \(parallelism)") == true)
    }
    let env = try localEnvironment(parallelism: 9).setMaxParallelism(8)
    env.generateSequence(from: 1, to: 2).keyBy { $0 }.count().print()
    #expect(await failure { try await env.execute("job") }?.message.contains("8 key groups") == true)
  }

  @Test func whatWasNotExecutedIsAFailure() throws {
    let env = try localEnvironment()
    env.fromCollection([1]).print()
    #expect(throws: Failure.self) { try env.checkAllExecuted() }
  }
}
