import DreyModel
import Testing

@Suite struct PrintableTextTests {
  @Test func ordinaryTextStaysAsItIs() {
    for text in ["", "orders", "Größe 漢字 👩‍👩‍👧 \\n", "a/b c"] {
      #expect(PrintableText.line(text) == text)
      #expect(PrintableText.lines(text) == text)
    }
  }

  @Test func aLineIsALine() {
    #expect(PrintableText.line("a\r\nb\tc\n") == #"a\r\nb\tc\n"#)
    #expect(PrintableText.line("\u{2028}\u{2029}") == #"\u2028\u2029"#)
  }

  @Test func nothingIsACommandForTheTerminal() {
    let commands = "\u{1B}]0;title\u{07}\u{9B}2J\u{08}\u{7F}\u{202E}"
    #expect(PrintableText.lines("a\n\t" + commands) == "a\n\t" + #"\u001b]0;title\u0007\u009b2J\u0008\u007f\u202e"#)
    for value in UInt32(0)...0x2100 {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let shown = PrintableText.line(String(scalar)).unicodeScalars
      #expect(shown.allSatisfy { $0.properties.generalCategory != .control })
    }
  }
}
