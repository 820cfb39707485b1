import DreyModel
import Testing

@Suite struct TaggedRecordsTests {
  private let one = JobID.random()
  private let other = JobID.random()

  private func tag(_ bytes: [UInt8], _ id: JobID, chunk: Int) -> [UInt8] {
    var tagger = RecordTagger(id)
    var tagged: [UInt8] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      tagged += tagger.append(rest.prefix(chunk))
      rest = rest.dropFirst(chunk)
    }
    return tagged + tagger.finish()
  }

  private func parse(_ bytes: [UInt8], chunk: Int) -> (events: [TaggedRecordParser.Event], rest: [UInt8]?) {
    var parser = TaggedRecordParser()
    var events: [TaggedRecordParser.Event] = []
    for start in stride(from: 0, to: bytes.count, by: chunk) {
      events += parser.append(Array(bytes[start..<min(bytes.count, start + chunk)]))
    }
    return (events, parser.finish())
  }

  @Test func theFormat() {
    let tagged = tag(Array("a b\n\nlast".utf8), one, chunk: 100)
    #expect(String(decoding: tagged, as: UTF8.self) == "\(one) a b\n\(one) \n\(one) last\n\(one)\n")
    #expect(tag([], one, chunk: 1) == Array("\(one)\n".utf8))
  }

  @Test(arguments: [1, 2, 3, 7, 33, 64, 1000])
  func linesAreTheSameHoweverTheStreamIsCut(chunk: Int) {
    let binary: [UInt8] = Array(0...9) + Array(11...255) + [0, 0xFF, 13]
    let input = Array("first\r\n\(one)\n".utf8) + binary + [10] + Array(" +".utf8)
    let tagged = tag(input, one, chunk: chunk) + tag(Array("x\n".utf8), other, chunk: chunk)
    let parsed = parse(tagged, chunk: chunk)
    #expect(
      parsed.events == [
        .record(one, Array("first\r".utf8), isComplete: true), .record(one, Array("\(one)".utf8), isComplete: true),
        .record(one, binary, isComplete: true), .record(one, Array(" +".utf8), isComplete: true), .end(one),
        .record(other, [UInt8(ascii: "x")], isComplete: true), .end(other),
      ])
    #expect(parsed.rest == nil)
  }

  @Test(arguments: [TaggedRecords.longestPiece, TaggedRecords.longestPiece + 1, 3 * TaggedRecords.longestPiece + 5])
  func longLinesComeInPieces(length: Int) {
    let line = (0..<length).map { UInt8(truncatingIfNeeded: $0 % 251) | 0x80 }
    for chunk in [1000, 65_536, 1 << 20] {
      let events = parse(tag(line + [10, 65, 10], one, chunk: chunk), chunk: chunk).events
      var joined: [UInt8] = []
      var pieces = 0
      for case .record(one, let bytes, let isComplete) in events.dropLast(2) {
        #expect(bytes.count <= TaggedRecords.longestPiece)
        joined += bytes
        pieces += 1
        #expect(isComplete == (joined.count == length))
      }
      #expect(joined == line)
      #expect(pieces == (length - 1) / TaggedRecords.longestPiece + 1)
      #expect(events.suffix(2) == [.record(one, [65], isComplete: true), .end(one)])
    }
  }

  @Test func whatIsNotOfTheFormatIsPassedOnAndBounded() {
    let text = "hello\n\(one.hex.dropLast())\n\(one)x\n\(one.hex.uppercased())Z \n\n"
    let events = parse(Array(text.utf8), chunk: 5).events
    #expect(events.count == 5)
    for event in events { if case .foreign = event {} else { Issue.record("\(event)") } }
    let endless = parse([UInt8](repeating: 7, count: 1 << 20), chunk: 4096)
    #expect(endless.events.count >= 10)
    #expect(endless.events.allSatisfy { if case .foreign(let bytes) = $0 { bytes.count < 80_000 } else { false } })
    #expect(parse(Array("\(one) cut o".utf8), chunk: 4).rest == Array("\(one) cut o".utf8))
  }
}
