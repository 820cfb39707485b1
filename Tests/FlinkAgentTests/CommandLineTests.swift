import DreyModel
import Testing

@testable import FlinkAgent

@Suite struct CommandLineTests {
  @Test func everythingAtOnce() throws {
    let line = try FlinkCommandLine([
      "standalone-job", "--job-classname", "a.B", "-D", "x=1=2", "-Dy=", "-J", "-Xmx1g", "-J-ea", "--fromSavepoint",
      "file:///s", "--allowNonRestoredState", "--", "-D", "--", "it's",
    ])
    #expect(line.verb == .standaloneJob)
    #expect(line.jobClassName == "a.B")
    #expect(line.savepointPath == "file:///s")
    #expect(line.allowNonRestoredState)
    #expect(line.options.values == ["x": "1=2", "y": ""])
    #expect(line.javaOptions == ["-Xmx1g", "-ea"])
    #expect(line.applicationArguments == ["-D", "--", "it's"])
  }

  @Test(arguments: [
    [], ["run"], ["jobmanager", "x"], ["jobmanager", "-D"], ["jobmanager", "-D", "x"], ["taskmanager", "-J"],
    ["taskmanager", "--", "x"], ["client", "--job-classname"],
  ])
  func whatIsWrongIsAUsageError(arguments: [String]) {
    let failure = #expect(throws: Failure.self) { try FlinkCommandLine(arguments) }
    #expect(failure?.domain == .usage)
  }
}
