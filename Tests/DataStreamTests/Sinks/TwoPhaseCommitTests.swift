import DreyModel
import Synchronization
import Testing

@testable import DataStream

@Suite(.timeLimit(.minutes(1))) struct TwoPhaseCommitTests {
  /// What happened, by the sink and its writers.
  private final class Journal: Sendable {
    let entries = Mutex<[String]>([])
    func add(_ entry: String) { entries.withLock { $0.append(entry) } }
    var all: [String] { entries.withLock { $0 } }
  }

  private struct Sums: TwoPhaseCommitSink {
    struct Refused: Error {}
    let journal = Journal()
    var refuses: Int?

    func writer(_ context: OperatorContext) -> SumWriter { SumWriter(journal) }
    func commit(_ sum: Int) throws {
      if sum == refuses { throw Refused() }
      journal.add("commit \(sum)")
    }
    func abort(_ sums: [Int]) { journal.add("abort all \(sums)") }
  }

  private final class SumWriter: CommittingWriter {
    let journal: Journal
    var sum = 0
    init(_ journal: Journal) { self.journal = journal }
    func write(_ number: consuming Int) { sum += number }
    func prepareCommit() -> [Int] {
      journal.add("prepare")
      return [sum]
    }
    func abort() { journal.add("abort") }
  }

  @Test(arguments: [1, 3]) func commitsWhenAllHavePrepared(parallelism: Int) async throws {
    let sink = Sums()
    let env = try localEnvironment(parallelism: parallelism)
    env.generateSequence(from: 1, to: 9).sinkTo(sink, name: "Sums")
    try await env.execute()
    let expected = parallelism == 1 ? ["commit 45"] : ["commit 15", "commit 24", "commit 6"]
    #expect(sink.journal.all.prefix(parallelism).allSatisfy { $0 == "prepare" })
    #expect(sink.journal.all.dropFirst(parallelism).sorted() == expected)
  }

  @Test func aFailureAbortsWritersAndCommitter() async throws {
    struct Broken: Error {}
    for parallelism in [1, 3] {
      let sink = Sums()
      let env = try localEnvironment(parallelism: parallelism)
      env.generateSequence(from: 1, to: 9).map { number -> Int in
        if number == 9 { throw Broken() }
        return number
      }.sinkTo(sink, name: "Sums")
      await #expect(throws: Failure.self) { try await env.execute() }
      #expect(!sink.journal.all.contains { $0.hasPrefix("commit") })
      #expect(sink.journal.all.filter { $0.hasPrefix("abort all") }.count == 1)
      #expect(sink.journal.all.contains("abort"))
    }
  }

  @Test func aCommitThatFailsFailsTheJob() async throws {
    let sink = Sums(refuses: 45)
    let env = try localEnvironment()
    env.generateSequence(from: 1, to: 9).sinkTo(sink, name: "Sums")
    let failure = await failure { try await env.execute() }
    #expect(failure?.message.contains("Refused") == true)
    #expect(sink.journal.all.contains("abort all [45]"))
  }

  @Test func settingsGoToTheWriter() async throws {
    let sink = Sums()
    let env = try localEnvironment(parallelism: 2)
    env.generateSequence(from: 1, to: 9).sinkTo(sink, name: "Sums").setParallelism(3)
    try await env.execute()
    #expect(sink.journal.all.filter { $0 == "prepare" }.count == 3)
  }

  @Test func discardsAll() async throws {
    let env = try localEnvironment(parallelism: 2)
    env.generateSequence(from: 1, to: 5000).map { "\($0) and something that is not a small string" }.discard()
    #expect(try await env.execute().status == .finished)
  }
}
