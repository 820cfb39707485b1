import ChildProcess
import Testing

@Suite struct LineTests {
  private func lines(_ chunks: [String], maximumLength: Int = 100) -> [String] {
    var splitter = LineSplitter(maximumLength: maximumLength)
    var lines: [String] = []
    for chunk in chunks {
      var chunk = chunk
      chunk.withUTF8 { lines += splitter.add(UnsafeRawBufferPointer($0)) }
    }
    return lines + (splitter.finish().map { [$0] } ?? [])
  }

  @Test func splitsWhereverTheChunksEnd() {
    let text = "one\ntwo\r\n\nfour"
    for cut in 0...text.utf8.count {
      let chunks = [
        String(decoding: text.utf8.prefix(cut), as: UTF8.self),
        String(decoding: text.utf8.dropFirst(cut), as: UTF8.self),
      ]
      #expect(lines(chunks) == ["one", "two", "", "four"])
    }
  }

  @Test func anEndingLineEndAddsNoLine() {
    #expect(lines(["a\n"]) == ["a"])
    #expect(lines([]) == [])
  }

  @Test func longLinesAreCut() {
    #expect(lines(["abcdef\ngh\n"], maximumLength: 4) == ["abcd…", "gh"])
    #expect(lines(["ab", "cd", "ef"], maximumLength: 4) == ["abcd…"])
    #expect(lines(["abcd\n"], maximumLength: 4) == ["abcd"])
  }

  @Test func aTailKeepsTheLastLinesInOrder() {
    var tail = Tail(capacity: 3)
    #expect(tail.lines == [])
    for number in 1...8 {
      tail.append("\(number)")
      #expect(tail.lines == (max(1, number - 2)...number).map { "\($0)" })
    }
  }
}

@Suite struct CompletionTests {
  @Test func givesItsValueToEveryWaiter() async {
    let completion = Completion<Int>()
    async let first = completion.value()
    async let second = completion.value(within: .seconds(10))
    completion.complete(1)
    completion.complete(2)
    let both = await (first, second)
    #expect(both.0 == 1)
    #expect(both.1 == 1)
    #expect(await completion.value() == 1)
  }

  @Test func aCancelledWaiterGetsNothing() async {
    let completion = Completion<Int>()
    let task = Task { await completion.valueUnlessCancelled() }
    task.cancel()
    #expect(await task.value == nil)
  }
}
