/// Fires regularly in event time while a window has records, and at its end.
///
/// ```swift
/// bids.keyBy { $0.auction }.window(.tumbling(.seconds(3600))).trigger(ContinuousEventTimeTrigger(of: .seconds(60)))
/// ```
public struct ContinuousEventTimeTrigger<Record>: Trigger {
  private let interval: Int

  /// - Parameter interval: fires at multiples of it, whole milliseconds; less than one counts as one.
  public init(of interval: Duration) { self.interval = max(1, interval.inMilliseconds) }

  /// When it fires next; nil: that is not known yet.
  public func createState() -> Int? { nil }

  /// Fires if the window's end has come already.
  public func onElement(
    _ record: Record, timestamp: Int?, window: TimeWindow, state: inout Int?, context: inout TriggerContext
  ) -> TriggerResult {
    if window.maxTimestamp <= context.currentWatermark { return .fire }
    context.registerEventTimeTimer(window.maxTimestamp)
    if state == nil, let timestamp { wait(from: timestamp - timestamp % interval, window, &state, &context) }
    return .continue
  }

  /// Fires when it has waited long enough, and at the window's end.
  public func onEventTime(
    _ time: Int, window: TimeWindow, state: inout Int?, context: inout TriggerContext
  ) -> TriggerResult {
    if time == window.maxTimestamp { return .fire }
    guard time == state else { return .continue }
    wait(from: time, window, &state, &context)
    return .fire
  }

  /// The earlier of both times.
  public func onMerge(_ other: Int?, window: TimeWindow, state: inout Int?, context: inout TriggerContext) {
    guard let other else { return }
    let next = min(other, state ?? other)
    state = next
    context.registerEventTimeTimer(next)
  }

  private func wait(from time: Int, _ window: TimeWindow, _ state: inout Int?, _ context: inout TriggerContext) {
    let (next, overflow) = time.addingReportingOverflow(interval)
    // At the end of all time a window without end would go on firing for ever.
    let isLast = overflow || context.currentWatermark == .max && window.maxTimestamp == .max
    let due = isLast ? window.maxTimestamp : min(next, window.maxTimestamp)
    state = due
    context.registerEventTimeTimer(due)
  }
}
