import DreyModel
import Testing

@Suite struct ProgramArgumentTests {
  @Test func whatAProcessCanBeGivenIsAccepted() throws {
    try ProgramArguments.check([])
    try ProgramArguments.check([String(repeating: "x", count: ProgramArguments.maximumLength), "", "--input=/data"])
  }

  @Test func oneThatIsTooLongIsNamedByItsPlace() throws {
    let long = String(repeating: "x", count: ProgramArguments.maximumLength + 1)
    let failure = #expect(throws: Failure.self) { try ProgramArguments.check(["a", long]) }
    #expect(failure?.domain == .usage)
    #expect(failure?.message == "argument 2 of main() has 131072 bytes, and a process can be given 131071")
    #expect(failure?.advice?.contains("file") == true)
  }

  @Test func allTogetherAreBounded() throws {
    let many = Array(repeating: "12345", count: 60_000)
    let failure = #expect(throws: Failure.self) { try ProgramArguments.check(many) }
    #expect(failure?.message.contains("the 60000 arguments of main() take 840000 bytes") == true)
  }

  @Test func aZeroByteIsRefused() throws {
    let failure = #expect(throws: Failure.self) { try ProgramArguments.check(["a\0b"]) }
    #expect(failure?.message.contains("NUL") == true)
  }
}
