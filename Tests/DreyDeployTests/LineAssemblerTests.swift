import DreyModel
import FoundationEssentials
import Testing

@testable import DreyDeploy

@Suite struct LineAssemblerTests {
  @Test func linesSurviveEverySplit() {
    let text = Array("one\n\ntwo\nthree".utf8)
    for first in 0...text.count {
      for second in first...text.count {
        var assembler = LineAssembler()
        var out: [UInt8] = []
        for part in [text[..<first], text[first..<second], text[second...]] {
          let lines = assembler.add(Array(part))
          #expect(lines.isEmpty || lines.last == UInt8(ascii: "\n"))
          out += lines
        }
        #expect(out + assembler.finish() == text + [UInt8(ascii: "\n")])
        #expect(assembler.finish().isEmpty)
      }
    }
  }

  @Test func aLineThatIsTooLongIsPassedOnInPieces() {
    var assembler = LineAssembler(longestLine: 10)
    #expect(assembler.add(Array(repeating: 1, count: 10)).isEmpty)
    #expect(assembler.add([2]).count == 11)
    #expect(assembler.add([3, UInt8(ascii: "\n"), 4]) == [3, UInt8(ascii: "\n")])
    #expect(assembler.finish() == [4, UInt8(ascii: "\n")])
  }

  @Test func eventsAreReadAndAnythingElseIsLogged() throws {
    let event = ClusterEvent.listening(port: 6123)
    let line = try JSONEncoder().encode(EventLine(at: 1, event: event))
    var reader = EventReader()
    let events = reader.add(Array(line) + Array("\nFatal error\n".utf8)) + reader.finish()
    #expect(events.map(\.event) == [event, .log(level: .info, source: "process", message: "Fatal error")])
    #expect(events.map(\.at) == [1, 1])
  }

  @Test func whatAnOlderJobManagerReportsIsRead() {
    var reader = EventReader()
    let old = reader.add(Array(#"{"at":1,"event":{"listening":{"port":6123}}}"#.utf8) + [UInt8(ascii: "\n")])
    let new = reader.add(
      Array(#"{"at":1,"event":{"listening":{"blobPort":6124,"later":1,"port":6123}}}"#.utf8) + [UInt8(ascii: "\n")])
    #expect((old + new).map(\.event) == [.listening(port: 6123), .listening(port: 6123, blobPort: 6124)])
  }
}
