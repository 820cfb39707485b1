import DreyModel
import Testing

@Suite struct DurationTests {
  private func milliseconds(_ text: String) throws -> Int {
    try Options(["slot.request.timeout": text]).milliseconds(.slotRequestTimeout)
  }

  @Test(arguments: [
    ("10 s", 10_000), ("500ms", 500), ("1234", 1234), (" 2 min ", 120_000), ("2m", 120_000), ("1 h", 3_600_000),
    ("1 day", 86_400_000), ("3 Seconds", 3000), ("1500 us", 1), ("999999 ns", 0), ("0", 0),
    ("PT5S", 5000), ("pt1m30.5s", 90_500), ("P1DT2H", 93_600_000), ("5 min", 300_000), ("50 S", 50_000),
  ])
  func timesAreWrittenAsInFlink(text: String, expected: Int) throws {
    #expect(try milliseconds(text) == expected)
  }

  @Test(arguments: [
    "", "s", "-1 s", "1.5 s", "10 parsecs", "1 min 30 s", "99999999999999999999", "9223372036854775807 d",
    "P", "PT", "PT5", "P5S", "PT1S1H", "PT1.5H", "PTS", "P1DT",
  ])
  func anythingElseIsNamed(text: String) {
    let failure = #expect(throws: Failure.self) { try milliseconds(text) }
    #expect(failure?.domain == .usage)
    #expect(failure?.message.contains("slot.request.timeout") == true)
  }

  @Test func whatIsTooShortIsRefusedAndWhatIsMissingHasADefault() throws {
    #expect(throws: Failure.self) {
      try Options(["execution.checkpointing.interval": "5"]).milliseconds(.checkpointInterval)
    }
    #expect(try Options().milliseconds(.slotRequestTimeout) == 300_000)
  }

  @Test func whatAJobBringsGoesBeforeTheClustersOptions() {
    let cluster = Options(["a": "1", "b": "2"])
    #expect(Options(["b": "3", "c": "4"]).merged(over: cluster) == Options(["a": "1", "b": "3", "c": "4"]))
  }

  @Test func numbersMayHaveAFraction() throws {
    let options = Options(["restart-strategy.exponential-delay.backoff-multiplier": "2.5"])
    #expect(try options.number(.exponentialDelayMultiplier) == 2.5)
    #expect(throws: Failure.self) {
      try Options(["restart-strategy.exponential-delay.backoff-multiplier": "0.5"]).number(.exponentialDelayMultiplier)
    }
  }
}
