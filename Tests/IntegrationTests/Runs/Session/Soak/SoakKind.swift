import DreyModel
import JobManagerClient

/// What a job of the soak does. The scenario `soak` of the test jobs has one of each name, except for ``command``.
enum SoakKind: String, CaseIterable, Sendable {
  /// Counts 1,000 records on two slots.
  case tiny
  /// Fails at its eighth record.
  case failing
  /// Collects a megabyte for its client.
  case collecting
  /// Never ends, and is cancelled.
  case endless
  /// Is stopped with a savepoint, and another job goes on from that.
  case saved
  /// Has 900 vertices: each takes a thread, and a container may have 1,024.
  case wide
  /// A whole `drey run`, `main()` included.
  case command

  /// What the `number`-th job is, from 0: the same mix in every part of a run.
  static func ofJob(_ number: Int) -> SoakKind {
    switch number {
    case _ where number % 200 == 3: .command
    case _ where number % 400 == 11: .wide
    case _ where number % 20 == 5: .saved
    case _ where number % 20 == 9: .collecting
    case _ where number % 20 == 13: .endless
    case _ where number % 10 == 7: .failing
    default: .tiny
    }
  }

  /// Checks the result of a job that ran to its end by itself.
  /// - Returns: what is wrong; nil: nothing is.
  func mistake(in result: JobExecutionResultInfo.Result) -> String? {
    let expected: ApplicationStatus = self == .failing ? .failed : .succeeded
    guard result.applicationStatus == expected else {
      return "\(result.applicationStatus) instead of \(expected): \(result.failureCause?.stackTrace ?? "")"
    }
    switch self {
    case .tiny: return mistake(in: result, ["records": 1000, "sum": 71_929])
    case .wide: return mistake(in: result, ["records": 100, "sum": 5050])
    case .saved: return mistake(in: result, ["highest": 400])
    case .collecting: return Self.collectingMistake(in: result)
    case .failing:
      let failure = result.failureCause?.failure
      let isRight = failure?.domain == .user && failure?.message.contains("record refused") == true
      return isRight ? nil : "failed for another reason: \(result.failureCause?.stackTrace ?? "")"
    case .endless, .command: return nil
    }
  }

  /// Checks a job that was stopped with a savepoint, and the one that began from that. A job that had read everything when it
  /// was stopped has counted to the end itself, and leaves nothing to the next.
  /// - Returns: what is wrong; nil: nothing is.
  static func mistake(stopped: JobExecutionResultInfo.Result, resumed: JobExecutionResultInfo.Result) -> String? {
    guard resumed.applicationStatus == .succeeded else {
      return "\(resumed.applicationStatus): \(resumed.failureCause?.stackTrace ?? "")"
    }
    let (before, after) = (highest(in: stopped), highest(in: resumed))
    let isRight = before == 400 ? after <= 0 : before < 400 && after == 400
    return isRight ? nil : "counted to \(before) before the savepoint, and to \(after) after it, of 400"
  }

  /// Returns how far a job counted; 0 or less if it counted nothing.
  private static func highest(in result: JobExecutionResultInfo.Result) -> Int {
    result.accumulatorResults["highest"].flatMap { AccumulatorValue(text: $0) }?.longValue ?? 0
  }

  private func mistake(in result: JobExecutionResultInfo.Result, _ expected: [String: Int]) -> String? {
    for (name, value) in expected {
      let found = result.accumulatorResults[name].flatMap { AccumulatorValue(text: $0) }?.longValue
      guard found == value else { return "\(name) is \(found.map { "\($0)" } ?? "missing"), expected \(value)" }
    }
    return nil
  }

  /// Every record is there once, and whole.
  private static func collectingMistake(in result: JobExecutionResultInfo.Result) -> String? {
    let lists = result.accumulatorResults.values.compactMap { text -> EncodedRecords? in
      if case .list(let records)? = AccumulatorValue(text: text) { records } else { nil }
    }
    guard let records = lists.first, records.count == 1000 else { return "collected \(lists.map(\.count)) records" }
    let parts = String(decoding: records.bytes, as: UTF8.self).split(separator: "#", omittingEmptySubsequences: false)
    let numbers = Set(stride(from: 1, to: parts.count, by: 2).compactMap { Int(parts[$0]) })
    let filling = records.bytes.count { $0 == UInt8(ascii: "x") }
    return numbers == Set(0..<1000) && filling == 1_000_000
      ? nil : "collected \(numbers.count) numbers, \(filling) bytes"
  }
}
