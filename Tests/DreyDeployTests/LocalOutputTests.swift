import ChildProcess
import FoundationEssentials
import Glibc
import Testing

@testable import DreyDeploy

@Suite struct LocalOutputTests {
  private func out(_ text: String) -> OutputChunk { OutputChunk(.stdout, Array(text.utf8)) }
  private func err(_ text: String) -> OutputChunk { OutputChunk(.stderr, Array(text.utf8)) }

  private func withFolder(_ body: (MemberFolder) async throws -> Void) async throws {
    let path = FileManager.default.temporaryDirectory.path + "/drey-output-\(UInt64.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try await body(MemberFolder(path: path))
  }

  private func read(_ folder: MemberFolder, tail: Int? = nil) async throws -> [OutputChunk] {
    let reader = OutputLogReader(folder, isFollowing: false, tail: tail)
    var chunks: [OutputChunk] = []
    while let chunk = try await reader.next() { chunks.append(chunk) }
    return chunks
  }

  @Test func framesMayBeCutAnywhere() {
    let chunks = [out("one\n"), err("two\n"), out("")]
    let bytes = chunks.flatMap(OutputLog.frame)
    for cut in 0...bytes.count {
      var frames = OutputFrames()
      #expect(frames.add(Array(bytes[..<cut])) + frames.add(Array(bytes[cut...])) == chunks)
    }
  }

  @Test func whatIsKeptIsReadInItsOrder() async throws {
    try await withFolder { folder in
      let log = OutputLog(path: folder.output)
      for chunk in [out("a\n"), err("b\n"), out("c\n")] { log.append(chunk) }
      let all = try await read(folder)
      #expect(all == [out("a\n"), err("b\n"), out("c\n")])
      let last = try await read(folder, tail: 2)
      #expect(last == [err("b\n"), out("c\n")])
      let none = try await read(MemberFolder(path: folder.path + "/none"))
      #expect(none.isEmpty)
    }
  }

  @Test func theLogIsCutAtItsLimitAndTheEndIsKept() async throws {
    try await withFolder { folder in
      let log = OutputLog(path: folder.output, limit: 100)
      for number in 0..<100 { log.append(out("line \(number)\n")) }
      let lines = try await read(folder)
      #expect((6...20).contains(lines.count))
      #expect(lines == (100 - lines.count..<100).map { out("line \($0)\n") })
    }
  }

  @Test func aFollowerSeesAllThatIsWrittenUntilTheEnd() async throws {
    try await withFolder { folder in
      let log = OutputLog(path: folder.output, limit: 400)
      let reader = OutputLogReader(folder, isFollowing: true, pause: .milliseconds(1), tail: nil)
      for number in 0..<100 {
        log.append(out("\(number)"))
        let next = try await reader.next()
        #expect(next == out("\(number)"))
      }
      try PrivateFile.write(MemberEnd(exitCode: 0, signal: nil, at: 0), as: folder.end)
      let end = try await reader.next()
      #expect(end == nil)
    }
  }

  /// However late its first chunk is asked for.
  @Test func anOutputThatWasOpenedMissesNothingThatIsWrittenAfterThat() async throws {
    try await withFolder { folder in
      let log = OutputLog(path: folder.output)
      log.append(out("before\n"))
      let output = MemberOutput(folder, following: false, tail: 0)
      log.append(out("after\n"))
      var chunks: [OutputChunk] = []
      for try await chunk in output { chunks.append(chunk) }
      #expect(chunks == [out("after\n")])
    }
  }

  @Test func theTailCountsLinesOfBothStreams() {
    let chunks = [out("a\nb"), err("x\n"), out("c\nd\n"), err("y")]
    #expect(OutputTail.last(0, of: chunks) == [])
    #expect(OutputTail.last(2, of: chunks) == [out("d\n"), err("y")])
    #expect(OutputTail.last(3, of: chunks) == [out("bc\n"), out("d\n"), err("y")])
    #expect(OutputTail.last(99, of: chunks) == [out("a\n"), err("x\n"), out("bc\n"), out("d\n"), err("y")])
  }

  @Test func handoverIsBoundedAndEndsOnceAbandoned() async throws {
    let handover = OutputHandover()
    let written = Completion<Void>()
    // A thread of its own: whoever offers is held up.
    try BlockingThread.start {
      for number in 0..<1000 { handover.offer(OutputChunk(.stdout, [UInt8(truncatingIfNeeded: number)])) }
      written.complete(())
    }
    var taken = 0
    for try await _ in handover.output {
      taken += 1
      if taken == 100 { break }
    }
    handover.abandon()
    await written.value()
    #expect(taken == 100)
  }
}
