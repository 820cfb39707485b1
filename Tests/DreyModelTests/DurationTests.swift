import DreyModel
import Testing

@Suite struct DurationTests {
  private func milliseconds(_ text: String, minimum: Int = 0) throws -> Int {
    try Options(["execution.checkpointing.interval": text]).milliseconds(
      .checkpointInterval, default: 7, minimum: minimum)
  }

  @Test(arguments: [
    ("10 s", 10_000), ("500ms", 500), ("1234", 1234), (" 2 min ", 120_000), ("2m", 120_000), ("1 h", 3_600_000),
    ("1 day", 86_400_000), ("3 Seconds", 3000), ("1500 us", 1), ("999999 ns", 0), ("0", 0),
  ])
  func timesAreWrittenAsInFlink(text: String, expected: Int) throws {
    #expect(try milliseconds(text) == expected)
  }

  @Test(arguments: [
    "", "s", "-1 s", "1.5 s", "10 parsecs", "1 min 30 s", "99999999999999999999", "9223372036854775807 d",
  ])
  func anythingElseIsNamed(text: String) {
    let failure = #expect(throws: Failure.self) { try milliseconds(text) }
    #expect(failure?.domain == .usage)
    #expect(failure?.message.contains("execution.checkpointing.interval") == true)
  }

  @Test func whatIsTooShortIsRefusedAndWhatIsMissingHasADefault() throws {
    #expect(throws: Failure.self) { try milliseconds("5", minimum: 10) }
    #expect(try Options().milliseconds(.checkpointInterval, default: 7) == 7)
  }

  @Test func whatAJobBringsGoesBeforeTheClustersOptions() {
    let cluster = Options(["a": "1", "b": "2"])
    #expect(Options(["b": "3", "c": "4"]).merged(over: cluster) == Options(["a": "1", "b": "3", "c": "4"]))
  }

  @Test func numbersMayHaveAFraction() throws {
    let options = Options(["restart-strategy.exponential-delay.backoff-multiplier": "2.5"])
    #expect(try options.number(.exponentialDelayMultiplier, default: 1.5, minimum: 1) == 2.5)
    #expect(throws: Failure.self) { try options.number(.exponentialDelayMultiplier, default: 1.5, minimum: 3) }
  }
}
