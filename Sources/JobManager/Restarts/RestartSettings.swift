import DreyModel

/// Whether and when a job that failed is restarted, as it was configured; Flink's strategies.
enum RestartSettings: Sendable, Equatable {
  case none
  /// So many times, each time after so many milliseconds.
  case fixedDelay(attempts: Int, delay: Int)
  /// As long as no more than `maximum` failures come within `interval` milliseconds, each time after `delay`.
  case failureRate(maximum: Int, interval: Int, delay: Int)
  case exponentialDelay(Backoff)

  /// Longer and longer waits, in milliseconds.
  struct Backoff: Sendable, Equatable {
    var initial = 1000
    var maximum = 60_000
    var multiplier = 1.5
    /// After so long without a failure the waits begin anew.
    var reset = 3_600_000
    /// A wait is longer or shorter by up to this part of itself.
    var jitter = 0.1
    /// Restarts before the job fails, unless the waits begin anew meanwhile.
    var attempts = Int.max
  }

  /// - Parameter hasCheckpoints: whether the job takes some; those that do not are not restarted unless that is asked for.
  /// - Throws: ``Failure`` of the domain `usage` that names the key which is wrong.
  init(_ options: Options, hasCheckpoints: Bool) throws(Failure) {
    try options.check(.restartStrategy)
    switch options[.restartStrategy].flatMap({ OptionKind.choice($0, of: Self.strategies) }) {
    case nil: self = hasCheckpoints ? .exponentialDelay(try Backoff(options)) : .none
    case "fixed-delay":
      self = .fixedDelay(
        attempts: try options.integer(.fixedDelayAttempts), delay: try options.milliseconds(.fixedDelay))
    case "failure-rate":
      self = .failureRate(
        maximum: try options.integer(.failureRateMaximum), interval: try options.milliseconds(.failureRateInterval),
        delay: try options.milliseconds(.failureRateDelay))
    case "exponential-delay": self = .exponentialDelay(try Backoff(options))
    case _?: self = .none
    }
  }

  private static let strategies = OptionKey.restartStrategy.definition.kind.names

  /// As Flink's REST API says it.
  var description: String {
    switch self {
    case .none: "Restart deactivated."
    case .fixedDelay(let attempts, let delay):
      "Restart with fixed delay (\(delay) ms). #\(attempts) restart attempts."
    case .failureRate(let maximum, let interval, let delay):
      "Failure rate restart with maximum of \(maximum) failures within interval \(interval) ms and fixed delay \(delay) ms."
    case .exponentialDelay(let backoff):
      "Restart with exponential delay: from \(backoff.initial) ms to \(backoff.maximum) ms, each time times"
        + " \(backoff.multiplier)."
    }
  }
}

extension RestartSettings.Backoff {
  init(_ options: Options) throws(Failure) {
    initial = try options.milliseconds(.exponentialDelayInitial)
    maximum = max(initial, try options.milliseconds(.exponentialDelayMaximum))
    if let conflict = options.conflict { throw conflict.failure }
    multiplier = try options.number(.exponentialDelayMultiplier)
    reset = try options.milliseconds(.exponentialDelayReset)
    jitter = try options.number(.exponentialDelayJitter)
    attempts = try options.limit(.exponentialDelayAttempts)
  }
}
