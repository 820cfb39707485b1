import FoundationEssentials
import Testing

@testable import DreyCLI

@Suite struct CommandReferenceTests {
  private static let root = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()

  @Test func theCommittedReferenceIsFresh() throws {
    let data = try Data(contentsOf: URL(filePath: Self.root + "/docs/cli.md"))
    let isFresh = try String(decoding: data, as: UTF8.self) == CommandReference.markdown()
    #expect(isFresh, "docs/cli.md is stale; make it afresh with: make reference")
  }

  @Test func hiddenCommandsAreLeftOut() throws {
    let text = try CommandReference.markdown()
    #expect(!text.contains("watchdog ") && !text.contains("## drey reference"))
    #expect(text.contains("## drey session start") && text.contains("`--task-managers <n>`"))
  }
}
