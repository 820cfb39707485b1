import ChildProcess
import Glibc
import Testing

@testable import FlinkAgent

@Suite struct ClientOutputTests {
  @Test func whatFlinkPrintsBesidesIsLeftOut() async throws {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    let output = ClientOutput(to: ends[1])
    #expect(!output.hasSubmitted)
    for line in [
      "before", "", "Job has been submitted with JobID \(String(repeating: "a", count: 32))",
      "Program execution finished",
      "Job with JobID \(String(repeating: "a", count: 32)) has finished.", "Job Runtime: 12 ms", "", "", "after",
      "Job Runtime: unknown",
    ] {
      output.line(line)
    }
    close(ends[1])
    let reader = try PipeReader(ends[0])
    #expect(await reader.end(within: .seconds(5)))
    #expect(reader.tail == ["before", "", "", "after", "Job Runtime: unknown"])
    #expect(output.hasSubmitted)
  }

  @Test func aResultIsToldFromAJobThatGoesOn() {
    #expect(ResultReads.asksForResult("/v1/jobs/0/execution-result"))
    #expect(!ResultReads.asksForResult("/v1/jobs/0"))
    #expect(ResultReads.isResult(Array(#"{"status":{"id":"COMPLETED"},"job-execution-result":{}}"#.utf8)))
    #expect(!ResultReads.isResult(Array(#"{"status":{"id":"IN_PROGRESS"}}"#.utf8)))
  }

  @Test func whereNobodyAsksNobodyWaits() async {
    let started = ContinuousClock.now
    await ResultReads().waitForLast()
    #expect(ContinuousClock.now - started < .seconds(1))
  }
}
