import Testing

@testable import DreyCLI

@Suite struct ResumeCommandTests {
  @Test(arguments: [
    ("run app", "drey run app --from-savepoint /sp/1"),
    ("run app -- --input x", "drey run app --from-savepoint /sp/1 -- --input x"),
    ("run app -s /old --name a", "drey run app --name a --from-savepoint /sp/1"),
    ("run --from-savepoint /old app", "drey run app --from-savepoint /sp/1"),
    ("run --from-savepoint=/old app", "drey run app --from-savepoint /sp/1"),
    ("run app -- -s mine", "drey run app --from-savepoint /sp/1 -- -s mine"),
  ])
  func theSameCommandFromWhatItLeft(arguments: String, expected: String) {
    let words = ["/usr/bin/drey"] + arguments.split(separator: " ").map(String.init)
    #expect(ResumeCommand.text(words, from: "/sp/1") == expected)
  }

  @Test func shellsReadIt() {
    let text = ResumeCommand.text(["drey", "run", "app", "--", "it's", "", "a b"], from: "/s p")
    #expect(text == #"drey run app --from-savepoint '/s p' -- 'it'\''s' '' 'a b'"#)
  }
}
