import DockerEngine
import Testing

struct FramingTests {
  @Test func linesWhereverTheStreamIsCut() throws {
    let stream = Array("{\"a\":1}\r\n\n{\"b\":2}\n\r\nlast".utf8)
    for cut in 0...stream.count {
      for second in cut...stream.count {
        var framer = JSONLineFramer()
        var lines: [[UInt8]] = []
        for part in [stream[..<cut], stream[cut..<second], stream[second...]] { lines += try framer.append(part) }
        #expect(lines.map { String(decoding: $0, as: UTF8.self) } == ["{\"a\":1}", "{\"b\":2}"])
        #expect(framer.finish() == Array("last".utf8))
        #expect(framer.finish() == nil)
      }
    }
  }

  @Test func aLineWithoutEndIsRefused() throws {
    var framer = JSONLineFramer(limit: 10)
    #expect(try framer.append("0123456789".utf8).isEmpty)
    #expect(throws: DockerEngineError.self) { try framer.append("x".utf8) }
  }

  @Test func framesWhereverTheStreamIsCut() throws {
    let stream = frame(1, "hello") + frame(2, "") + frame(2, "err") + frame(1, " world")
    for cut in 0...stream.count {
      for second in cut...stream.count {
        var demultiplexer = LogDemultiplexer()
        var output: [LogChunk.Source: [UInt8]] = [:]
        for part in [stream[..<cut], stream[cut..<second], stream[second...]] {
          for chunk in try demultiplexer.append(part) { output[chunk.source, default: []] += chunk.bytes }
        }
        try demultiplexer.finish()
        #expect(output == [.stdout: Array("hello world".utf8), .stderr: Array("err".utf8)])
      }
    }
  }

  @Test func wholeFramesKeepTheirOrder() throws {
    var demultiplexer = LogDemultiplexer()
    let chunks = try demultiplexer.append(frame(1, "a") + frame(2, "b") + frame(1, "c"))
    let expected = [LogChunk(.stdout, [97]), LogChunk(.stderr, [98]), LogChunk(.stdout, [99])]
    #expect(chunks == expected)
  }

  @Test(arguments: [
    [1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF], [1, 0, 0, 0, 4, 0, 0, 1], [9, 0, 0, 0, 0, 0, 0, 1], [1, 0, 1, 0, 0, 0, 0, 1],
    Array("a termin".utf8),
  ])
  func bytesThatAreNoFrameAreRefused(_ header: [UInt8]) {
    var demultiplexer = LogDemultiplexer()
    #expect(throws: DockerEngineError.self) { try demultiplexer.append(header) }
  }

  @Test func anErrorOfTheEngineInsideTheFrames() throws {
    var demultiplexer = LogDemultiplexer()
    let stream = frame(3, "error from daemon in stream: the log is corrupt")
    #expect(try demultiplexer.append(stream.prefix(20)).isEmpty)
    #expect(
      throws: DockerEngineError.stream(
        request: "log frames", message: "error from daemon in stream: the log is corrupt")
    ) {
      try demultiplexer.append(stream.dropFirst(20))
    }
  }

  @Test(arguments: [1, 7, 8, 9])
  func anEndWithinAFrameIsAnError(_ length: Int) throws {
    var demultiplexer = LogDemultiplexer()
    _ = try demultiplexer.append(frame(1, "ab").prefix(length))
    let cut = demultiplexer
    #expect(throws: DockerEngineError.self) { try cut.finish() }
  }
}
