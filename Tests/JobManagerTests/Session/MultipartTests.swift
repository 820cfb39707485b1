import NIOCore
import Testing

@testable import JobManager

@Suite struct MultipartTests {
  private static let body =
    "--b\r\nContent-Disposition: form-data; name=\"one\"\r\n\r\nfirst\r\n-\r\n--\r\n--b\r\n"
    + "Content-Type: x/y\r\ncontent-disposition: form-data; name=two; filename=\"a \\\"b\\\".bin\"\r\n\r\n\r\n--b--\r\nrest"

  private func parse(_ text: String, chunk: Int) throws -> [(MultipartPart, String)] {
    var parser = MultipartParser(boundary: "b")
    var parts: [(MultipartPart, String)] = []
    var rest = Array(text.utf8)[...]
    while true {
      switch try parser.next() {
      case .event(.part(let part)): parts.append((part, ""))
      case .event(.content(let content)): parts[parts.count - 1].1 += String(buffer: content)
      case .event(.partEnd): break
      case .end: return parts
      case .more:
        guard !rest.isEmpty else { throw RestError(.badRequest, "early") }
        parser.append(ByteBuffer(bytes: rest.prefix(chunk)))
        rest = rest.dropFirst(chunk)
      }
    }
  }

  @Test(arguments: [1, 2, 3, 7, 16, 1000])
  func aBodyIsTheSameInWhateverPiecesItComes(chunk: Int) throws {
    let parts = try parse(Self.body, chunk: chunk)
    #expect(parts.map(\.0) == [.init(name: "one"), .init(name: "two", fileName: "a \"b\".bin")])
    #expect(parts.map(\.1) == ["first\r\n-\r\n--", ""])
  }

  @Test(arguments: [
    "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\nno end", "--bad",
    "--b\r\nContent-Disposition: form-data\r\n\r\n\r\n--b--", String(repeating: "x", count: 20_000),
    "--b\r\nX: \(String(repeating: "x", count: 20_000))\r\n\r\n\r\n--b--",
    String(repeating: "--b\r\nContent-Disposition: form-data; name=x\r\n\r\n\r\n", count: 17) + "--b--",
  ])
  func whatIsNoFormIsRefused(body: String) {
    for chunk in [1, 100_000] {
      #expect(throws: RestError.self) { _ = try parse(body, chunk: chunk) }
    }
  }

  @Test func parametersOfHeaders() {
    #expect(HeaderParameters.parse("a/b; Boundary=x; c=\"d;e\";f; g=h ") == ["boundary": "x", "c": "d;e", "g": "h"])
    #expect(HeaderParameters.parse("") == [:])
    #expect(HeaderParameters.parse(";;=;x=\"") == ["": "", "x": ""])
  }
}
