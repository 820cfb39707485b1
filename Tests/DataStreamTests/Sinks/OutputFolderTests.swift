import DreyModel
import Glibc
import Testing

@testable import DataStream
@testable import TaskRuntime

/// Nothing of one result is written over or removed by another.
@Suite(.timeLimit(.minutes(1))) struct OutputFolderTests {
  private static let letters = ["a", "b", "c"]

  @Test(arguments: ["out", "out/", "./out", "x/../out", "link/out", "file:"])
  func twoSinksIntoOneFolderAreRefusedHoweverItIsNamed(_ other: String) async throws {
    let folder = try TemporaryFolder()
    mkdir("\(folder.path)/x", 0o755)
    symlink(folder.path, "\(folder.path)/link")
    let env = try localEnvironment()
    let letters = env.fromCollection(Self.letters)
    letters.writeText("\(folder.path)/out")
    letters.map { $0 + "!" }.writeText(other == "file:" ? "file://\(folder.path)/out" : "\(folder.path)/\(other)").uid(
      "b")
    let failure = await failure { try await env.execute() }
    #expect(failure?.message.hasPrefix("two sinks write into the folder '\(folder.path)/") == true, "\(failure as Any)")
    #expect(failure?.message.contains("(b)") == true)
    #expect(folder.names().sorted() == ["link", "x"], "nothing is made")
  }

  /// A sink that hides which folder it writes to.
  private struct Wrapped: TwoPhaseCommitSink {
    let sink: FileSink<String>
    func writer(_ context: OperatorContext) throws -> FileSinkWriter<String> { try sink.writer(context) }
    func commit(_ part: PendingPart) throws { try sink.commit(part) }
    func abort(_ parts: [PendingPart]) { sink.abort(parts) }
  }

  @Test func twoSinksOfOnesOwnIntoOneFolderAreRefusedBeforeTheyWrite() async throws {
    let folder = try TemporaryFolder()
    let env = try localEnvironment()
    let letters = env.fromCollection(Self.letters)
    for name in ["One", "Other"] {
      let sink = FileSink<String>("\(folder.path)/out") { $1.text($0) }
      letters.sinkTo(Wrapped(sink: sink), name: name).uid(name)
    }
    let failure = await failure { try await env.execute() }
    #expect(failure?.message.hasPrefix("two sinks write into the folder") == true, "\(failure as Any)")
    #expect(failure?.message.contains("'One'") == true && failure?.message.contains("'Other'") == true)
    #expect(folder.names(in: "out").allSatisfy { !$0.hasPrefix("part-") })
  }

  @Test(arguments: [nil, 10]) func aJobThatStartsBesideAnotherIsRefusedAndTheOtherIsWhole(
    maxPartSize: Int?
  ) async throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/out"
    let first = try localEnvironment(parallelism: 2)
    let mayEnd = PosixCell<Bool>()
    first.fromCollection(Self.letters).map { letter in
      _ = mayEnd.get()
      return letter
    }.writeText(path, maxPartSize: maxPartSize)
    let job = try first.executeAsync("first")
    while access("\(path)/\(FolderClaim.fileName)", F_OK) != 0 { usleep(1000) }
    let second = try localEnvironment()
    second.fromCollection(["x"]).writeText(path)
    let failure = await failure { try await second.execute() }
    #expect(failure?.message == "another job is writing its results into '\(path)'", "\(failure as Any)")
    #expect(failure?.isPermanent == true)
    mayEnd.set(true)
    #expect(try await job.result().status == .finished)
    #expect(try ExactlyOnceTests.lines(in: path) == Self.letters)
    #expect(folder.names(in: "out").allSatisfy { $0.hasPrefix("part-") })
  }

  @Test func aJobThatFailsRemovesNothingOfOthers() async throws {
    let folder = try TemporaryFolder()
    mkdir("\(folder.path)/out", 0o755)
    _ = try folder.write("mine", to: "out/.part-0-3.other-1.pending")
    _ = try folder.write("mine", to: "out/.part-0-4.other-1.inprogress")
    let env = try localEnvironment()
    env.fromCollection([1]).map { _ -> Int in throw Failure(.user, "enough") }.writeText("\(folder.path)/out")
    await #expect(throws: Failure.self) { try await env.execute() }
    #expect(folder.names(in: "out").sorted() == [".part-0-3.other-1.pending", ".part-0-4.other-1.inprogress"])
  }

  @Test func aJobThatDiedHoldsNoFolder() async throws {
    let folder = try TemporaryFolder()
    mkdir("\(folder.path)/out", 0o755)
    _ = try folder.write("dead Text\n", to: "out/\(FolderClaim.fileName)")
    let env = try localEnvironment()
    env.fromCollection(Self.letters).writeText("\(folder.path)/out")
    try await env.execute()
    #expect(folder.names(in: "out") == ["part-0"])
  }

  @Test func aCommitNeverTakesThePlaceOfAnotherPart() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("first", to: "part-0")
    _ = try folder.write("second", to: ".part-0.job-1.pending")
    let failure = #expect(throws: Failure.self) { try OutputFolder(path: folder.path).commit("part-0.job-1") }
    #expect(failure?.message == "'\(folder.path)' holds results already: part-0")
    #expect(failure?.advice?.contains("Remove") == false, "what was committed is not to be removed")
    #expect(try folder.read("part-0") == "first")
  }

  @Test func aPartIsCommittedInTheFolderThatItWasWrittenTo() throws {
    let folder = try TemporaryFolder()
    for name in ["a", "b"] { mkdir("\(folder.path)/\(name)", 0o755) }
    _ = try folder.write("x", to: "a/.part-0-1.job-1.pending")
    let part = PendingPart("part-0-1.job-1", in: FolderIdentity(of: OutputFolder(path: "\(folder.path)/a")))
    let other = FileSink<Int>("\(folder.path)/b") { $1.text("\($0)") }
    try other.commit(part)
    #expect(folder.names(in: "a") == ["part-0-1"] && folder.names(in: "b") == [])
  }

  @Test func committablesAndCountsOfEarlierReleasesAreRead() throws {
    var bytes = ByteWriter()
    String.put("part-0-1.abc", into: &bytes)
    let part = bytes.withBytes { raw in
      var reader = ByteReader(raw)
      return PendingPart.get(from: &reader)
    }
    #expect(part == PendingPart("part-0-1.abc", in: nil))
    var counts = ByteWriter()
    try KeyValue<Int, Int>.put(KeyValue(2, 7), into: &counts)
    let count = counts.withBytes { raw in
      var reader = ByteReader(raw)
      return PartCount.get(from: &reader)
    }
    #expect(count == PartCount(subtask: 2, count: 7, folder: nil))
  }

  @Test(arguments: ["file://", "file:"]) func anAddressIsThePathThatItNames(scheme: String) async throws {
    let folder = try TemporaryFolder()
    let env = try localEnvironment()
    env.fromCollection(Self.letters).writeText("\(scheme)\(folder.path)/out/")
    try await env.execute()
    #expect(try folder.read("out/part-0") == "a\nb\nc\n")
  }

  @Test func otherSchemesAreRefusedByName() async throws {
    let env = try localEnvironment()
    env.fromCollection(Self.letters).writeText("s3://bucket/out")
    let failure = await failure { try await env.execute() }
    #expect(failure?.message.contains("'s3://bucket/out'") == true && failure?.message.contains("scheme") == true)
    #expect(access("s3:", F_OK) != 0)
  }

  @Test func aRelativePathIsRefusedInACluster() {
    let failure = #expect(throws: Failure.self) {
      try CapturingExecutor.program(parallelism: 1) { $0.fromCollection([1]).writeText("out") }
    }
    #expect(failure?.message.contains("'out', a relative path") == true)
  }

  @Test func aWatchedFolderIsNotWrittenTo() throws {
    for path in ["/tmp/in", "/tmp/x/../in/out", "file:/tmp/in"] {
      let failure = #expect(throws: Failure.self) {
        try CapturingExecutor.program(parallelism: 1) { $0.watchTextFolder("/tmp/in").writeText(path) }
      }
      #expect(failure?.message.contains("it would read its own results") == true, "\(path)")
    }
    _ = try CapturingExecutor.program(parallelism: 1) { $0.watchTextFolder("/tmp/in").writeText("/tmp/into") }
  }

  @Test func readingAndWritingOneFolderIsHarmless() async throws {
    let folder = try TemporaryFolder()
    mkdir("\(folder.path)/data", 0o755)
    _ = try folder.write("a\nb\n", to: "data/input")
    let env = try localEnvironment()
    env.readTextFile("\(folder.path)/data").writeText("\(folder.path)/data")
    try await env.execute()
    #expect(try folder.read("data/part-0") == "a\nb\n")
  }

  /// With checkpoints at first, and without when it is resumed.
  @Test func aRestoredJobWithoutCheckpointsAddsToItsResults() async throws {
    let folder = try TemporaryFolder()
    let program = try CapturingExecutor.program(parallelism: 2) { env in
      env.generate(count: 4000) { index in
        usleep(300)
        return index
      }.writeText("\(folder.path)/out")
    }
    let run = CheckpointedRun(folder.path)
    _ = try await run.attempt(program, interval: 20_000, cut: (.savepoint, afterCheckpoints: 2), jobToken: "before")
    let restored = try #require(run.completed.last)
    let setup = CheckpointSetup(restored: restored, fileToken: "again", jobID: "after")
    let execution = try JobExecution(program, subtasks: program.graph.subtasks, checkpoints: setup)
    #expect(try await onThread { execution.run { _ in } } == nil)
    #expect(try ExactlyOnceTests.lines(in: "\(folder.path)/out") == (0..<4000).map { "\($0)" }.sorted())
  }

  @Test func aPartThatHasVanishedIsNoReasonToTryAgain() throws {
    let folder = try TemporaryFolder()
    let failure = #expect(throws: Failure.self) { try OutputFolder(path: folder.path).commit("part-0-1.job-1") }
    #expect(failure?.isPermanent == true)
    #expect(failure?.advice?.contains("main() runs again in every worker") == true)
  }

  @Test(arguments: [(EACCES, true), (EROFS, true), (ENOTDIR, true), (ENOSPC, false), (EIO, false)])
  func whatCannotGetBetterIsPermanent(code: Int32, isPermanent: Bool) {
    let failure = OutputFailures.writing("/out", code)
    #expect(failure.isPermanent == isPermanent)
    if code == EACCES { #expect(failure.advice?.contains("FOLDER:FOLDER:rw") == true) }
    if code == ENOSPC { #expect(failure.advice == "Make room there.") }
  }
}
