import DreyModel
import FoundationEssentials
import Testing

@testable import DreyDeploy

@Suite struct PostMortemArchiveTests {
  private let parent = FileManager.default.temporaryDirectory.appending(path: "archive-\(UUID().uuidString)").path

  private func write(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: "\(parent)/\(name)", withIntermediateDirectories: true)
    try Data("x".utf8).write(to: URL(filePath: "\(parent)/\(name)/summary.txt"))
  }

  @Test func onlyPostMortemsAreFoundAndOldOnesExpire() throws {
    defer { try? FileManager.default.removeItem(atPath: parent) }
    try write("drey-word-count-0123abcd")
    try write("drey-other-word-0123abcd")
    try write("drey-word-count")
    try write("mine-0123abcd")
    try FileManager.default.createDirectory(
      atPath: "\(parent)/drey-empty-0123abcd", withIntermediateDirectories: true)
    let archive = try #require(PostMortemArchive(.folder(parent), environment: [:]))
    #expect(archive.entries().map(\.cluster).sorted() == ["other-word", "word-count"])
    let newest = try #require(archive.newest(of: "word-count"))
    #expect(newest.path == PostMortemArchive.folder(of: "word-count", run: "0123abcdef", below: parent))
    let age = Int(PostMortemArchive.age.components.seconds)
    #expect(archive.superfluous(now: newest.written + age - 60).isEmpty)
    #expect(archive.superfluous(now: newest.written + age + 60).count == 2)
    try archive.remove(newest)
    #expect(archive.newest(of: "word-count") == nil)
  }

  @Test func theNewestHundredStay() throws {
    defer { try? FileManager.default.removeItem(atPath: parent) }
    for number in 0..<103 { try write("drey-many-00000\(100 + number)") }
    let archive = try #require(PostMortemArchive(.folder(parent), environment: [:]))
    let entries = archive.entries()
    #expect(archive.superfluous(now: 0) == Array(entries.prefix(3)))
    // Some are too old as well.
    let age = Int(PostMortemArchive.age.components.seconds)
    #expect(archive.superfluous(now: try #require(entries.last).written + age).count == 103)
  }

  @Test func theLastLinesOfATextAreKept() {
    var tail = TextTail(limit: 100)
    for number in 0..<1000 { tail.append("line \(number)\n") }
    #expect(tail.text.utf8.count <= 100)
    #expect(tail.text.hasSuffix("line 998\nline 999\n"))
    #expect(tail.text.hasPrefix("line "))
    #expect(tail.text.utf8.count > 50)
  }

  @Test func wherePostMortemsAreNotWrittenNoneAreFound() {
    #expect(PostMortemArchive(.none, environment: [:]) == nil)
  }
}
