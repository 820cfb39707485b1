import DreyModel
import FoundationEssentials
import Testing

@Suite struct SourceSplitsTests {
  private func subtask(_ vertex: Int, _ index: Int) -> SubtaskID { SubtaskID(vertex: vertex, index: index) }

  private func splits() -> SourceSplits {
    SourceSplits(shares: [
      subtask(0, 0): Array(0...255), subtask(0, 1): [], subtask(3, 0): Array(repeating: 7, count: 1000),
    ])
  }

  @Test(arguments: [1, 40, 300, 1 << 20]) func messagesMakeUpWhatTheyWereMadeOf(limit: Int) throws {
    let messages = splits().messages(atMost: limit)
    #expect(messages.allSatisfy { $0.reduce(0) { $0 + $1.bytes.count } <= limit })
    var found = SourceSplits()
    for part in messages.joined() { found.append(part) }
    #expect(found == splits(), "a subtask without splits is told so")
    #expect(SourceSplits().messages().isEmpty)
  }

  @Test func asManySplitsAsAreAllowedFitIntoFrames() throws {
    let large = SourceSplits(shares: [
      subtask(0, 0): Array(repeating: 0xAB, count: SourceSplits.maximumByteCount)
    ])
    let messages = large.messages()
    #expect(messages.count == 16)
    for message in messages {
      let frame = try JSONEncoder().encode(WorkerReport.enumerated(message))
      #expect(frame.count <= ControlFrame.maximumLength / 4)
    }
  }

  @Test func whatIsWrittenIsReadBack() throws {
    let read = try JSONDecoder().decode(SourceSplits.self, from: JSONEncoder().encode(splits()))
    #expect(read == splits())
    #expect(read.has(vertex: 0) && read.has(vertex: 3) && !read.has(vertex: 1))
    for text in [#"[{"subtask":{"vertex":0,"index":0},"bytes":"0"}]"#, #"[{"subtask":{"vertex":0,"index":0}}]"#] {
      #expect(throws: (any Error).self) { try JSONDecoder().decode(SourceSplits.self, from: Data(text.utf8)) }
    }
  }

  @Test func theFirstToSayWhatASourceReadsIsRight() {
    var splits = splits()
    splits.merge(SourceSplits(shares: [subtask(0, 0): [1], subtask(5, 0): [2]]))
    #expect(splits.shares[subtask(0, 0)] == Array(0...255))
    #expect(splits.shares[subtask(5, 0)] == [2])
    #expect(splits.byteCount == 1257)
  }
}
