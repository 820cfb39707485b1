/// Fires for every so many records of a key and window.
///
/// ```swift
/// bids.keyBy { $0.auction }.window(.global()).trigger(CountTrigger(of: 100))
/// ```
/// The records stay; see ``PurgingTrigger``.
public struct CountTrigger<Record>: Trigger {
  private let maximum: Int

  /// - Parameter count: fires with every `count`-th record; less than one counts as one.
  public init(of count: Int) { maximum = count }

  /// No records.
  public func createState() -> Int { 0 }

  /// Counts.
  public func onElement(
    _ record: Record, timestamp: Int?, window: TimeWindow, state: inout Int, context: inout TriggerContext
  ) -> TriggerResult {
    state += 1
    guard state >= maximum else { return .continue }
    state = 0
    return .fire
  }

  /// Adds up both counts.
  public func onMerge(_ other: Int, window: TimeWindow, state: inout Int, context: inout TriggerContext) {
    state += other
  }
}
