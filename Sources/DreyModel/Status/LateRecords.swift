/// How records are told of that operators dropped since they came too late.
public enum LateRecords {
  /// Flink's name for the number of them.
  public static let metric = "numLateRecordsDropped"

  private static let suffix = ".\(metric)"

  /// The accumulator in which an operator counts them.
  public static func accumulator(of operatorName: String) -> String {
    // Names of accumulators are no longer than 256 bytes.
    let isShort = operatorName.utf8.count <= longestName
    return (isShort ? operatorName : String(decoding: operatorName.utf8.prefix(longestName), as: UTF8.self)) + suffix
  }

  private static let longestName = 200

  /// How many each operator dropped, by the operator's name; only those that dropped any.
  public static func counts(in accumulators: [String: AccumulatorValue]) -> [String: Int] {
    let counted = accumulators.filter { $0.key.hasSuffix(suffix) && $0.value.longValue ?? 0 != 0 }
    return Dictionary(
      counted.map { (String($0.key.dropLast(suffix.count)), $0.value.longValue ?? 0) }, uniquingKeysWith: &+)
  }

  /// Returns a note for users about each operator that dropped late records.
  public static func notes(on accumulators: [String: AccumulatorValue]) -> [String] {
    counts(in: accumulators).sorted { $0.key < $1.key }.map { note($0.value, droppedBy: $0.key) }
  }

  /// `974 late records were dropped by 'Window Count'`, and what to do about it.
  public static func note(_ count: Int, droppedBy operatorName: String) -> String {
    let subject = count == 1 ? "1 late record was" : "\(count) late records were"
    return "\(subject) dropped by '\(operatorName)': the watermark was past them. Let the strategy allow for more"
      + " out-of-orderness, or take them by allowedLateness or a side output for late data."
  }
}

extension JobResult {
  /// How many records each operator dropped since they came too late, by the operator's name; only those that dropped any.
  public var lateRecordsDropped: [String: Int] { LateRecords.counts(in: accumulators) }
}
