import DreyModel
import Testing

@testable import JobManager

@Suite struct RestartStrategyTests {
  private func strategy(_ options: [String: String], hasCheckpoints: Bool = true) throws -> RestartStrategy {
    let keys = options.map { ("restart-strategy.\($0.key)", $0.value) }
    return RestartStrategy(
      try RestartSettings(Options(Dictionary(uniqueKeysWithValues: keys)), hasCheckpoints: hasCheckpoints))
  }

  private func waits(_ strategy: inout RestartStrategy, at times: [Int], isLoss: Bool = false) -> [Int?] {
    times.map { strategy.failed(at: $0, isLoss: isLoss, random: 0.5) }
  }

  @Test func withoutCheckpointsThereIsNoneAndWithThemTheWaitsGrow() throws {
    var none = try strategy([:], hasCheckpoints: false)
    #expect(waits(&none, at: [0]) == [nil])
    var growing = try strategy([:])
    #expect(waits(&growing, at: [0, 2000, 4000, 8000]) == [1000, 1500, 2250, 3375])
    for _ in 0..<20 { _ = growing.failed(at: 100_000, isLoss: false, random: 0.5) }
    #expect(waits(&growing, at: [200_000]) == [60_000], "no longer than max-backoff")
    #expect(growing.restarts == 25)
  }

  @Test func afterLongEnoughWithoutAFailureTheWaitsBeginAnew() throws {
    var strategy = try strategy(["exponential-delay.reset-backoff-threshold": "10 s"])
    #expect(waits(&strategy, at: [0, 2000, 2000 + 1500 + 11_499]) == [1000, 1500, 2250])
    let due = 2000 + 1500 + 11_499 + 2250
    #expect(waits(&strategy, at: [due + 12_250]) == [1000])
  }

  @Test func theLossOfATaskManagerIsNotWaitedForTheFirstTime() throws {
    var strategy = try strategy([:])
    #expect(waits(&strategy, at: [0, 1000], isLoss: true) == [0, 1500])
    var asked = try self.strategy(["type": "fixed-delay", "fixed-delay.delay": "3 s"])
    #expect(waits(&asked, at: [0], isLoss: true) == [3000], "what is asked for is done")
  }

  @Test func waitsAreSpread() throws {
    for (random, wait) in [(0.0, 900), (0.5, 1000), (1.0, 1100)] {
      var strategy = try strategy([:])
      #expect(strategy.failed(at: 0, isLoss: false, random: random) == wait)
    }
    var longest = try strategy(["exponential-delay.initial-backoff": "1 min"])
    #expect(longest.failed(at: 0, isLoss: false, random: 1) == 60_000)
  }

  @Test func soManyAttemptsAndNoMore() throws {
    var fixed = try strategy(["type": "fixed-delay", "fixed-delay.attempts": "2", "fixed-delay.delay": "10 ms"])
    #expect(waits(&fixed, at: [0, 1, 2]) == [10, 10, nil])
    var once = try strategy(["type": "fixeddelay"], hasCheckpoints: false)
    #expect(waits(&once, at: [0, 1]) == [1000, nil])
    var growing = try strategy([
      "type": "exponential-delay", "exponential-delay.attempts-before-reset-backoff": "2",
    ])
    #expect(waits(&growing, at: [0, 1, 2]) == [1000, 1500, nil])
  }

  @Test func aRateOfFailures() throws {
    var strategy = try strategy([
      "type": "failure-rate", "failure-rate.max-failures-per-interval": "2",
      "failure-rate.failure-rate-interval": "1 min",
      "failure-rate.delay": "5",
    ])
    #expect(waits(&strategy, at: [0, 30_000, 60_001, 90_001, 90_002]) == [5, 5, 5, 5, nil])
  }

  @Test(arguments: [
    ["type": "sometimes"], ["type": "fixed-delay", "fixed-delay.attempts": "many"],
    ["type": "exponential-delay", "exponential-delay.jitter-factor": "2"],
    ["type": "exponential-delay", "exponential-delay.max-backoff": "10 ms"],
  ])
  func whatIsNoStrategyIsAUsageError(options: [String: String]) {
    let failure = #expect(throws: Failure.self) { try strategy(options) }
    #expect(failure?.domain == .usage)
    #expect(failure?.message.contains("restart-strategy") == true)
  }
}
