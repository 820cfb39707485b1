import Testing

@testable import DreyModel

@Suite struct ProcessArgumentTests {
  @Test func pathsThatAreNotUTF8BecomeAddresses() throws {
    let name = Array("caf".utf8) + [0xE9]
    #expect(try ProcessArguments.text(of: Array("--input=é".utf8)) == "--input=é")
    #expect(try ProcessArguments.text(of: Array("/n/".utf8) + name) == "file:/n/caf%E9")
    #expect(try ProcessArguments.text(of: Array("--input=n/".utf8) + name) == "--input=file:n/caf%E9")
    #expect(try FileAddress("file:/n/caf%E9").bytes == Array("/n/".utf8) + name)
    let failure = #expect(throws: Failure.self) { try ProcessArguments.text(of: name) }
    #expect(failure?.message == "the argument 'caf%E9' is not UTF-8" && failure?.domain == .usage)
  }
}
