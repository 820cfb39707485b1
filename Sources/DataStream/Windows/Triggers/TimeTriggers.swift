/// Fires when the watermark has reached a window's end, and for every record that comes after that. What windows of event
/// time have unless told otherwise.
///
/// ```swift
/// bids.keyBy { $0.auction }.window(.tumbling(.seconds(10))).trigger(PurgingTrigger(of: EventTimeTrigger()))
/// ```
public struct EventTimeTrigger<Record>: Trigger {
  /// The trigger.
  @inlinable public init() {}

  /// Fires if the window's end has come already.
  public func onElement(
    _ record: Record, timestamp: Int?, window: TimeWindow, state: inout NoTriggerState, context: inout TriggerContext
  ) -> TriggerResult {
    if window.maxTimestamp <= context.currentWatermark { return .fire }
    context.registerEventTimeTimer(window.maxTimestamp)
    return .continue
  }

  /// Fires at the window's end.
  public func onEventTime(
    _ time: Int, window: TimeWindow, state: inout NoTriggerState, context: inout TriggerContext
  ) -> TriggerResult { time == window.maxTimestamp ? .fire : .continue }

  /// Waits for the new end, unless that has come already.
  public func onMerge(
    _ other: NoTriggerState, window: TimeWindow, state: inout NoTriggerState, context: inout TriggerContext
  ) {
    if window.maxTimestamp > context.currentWatermark { context.registerEventTimeTimer(window.maxTimestamp) }
  }
}

/// Fires when a window's end has come by the machine's clock. What windows of processing time have unless told otherwise.
///
/// ```swift
/// bids.keyBy { $0.auction }.window(.tumblingProcessingTime(.seconds(10))).trigger(ProcessingTimeTrigger())
/// ```
public struct ProcessingTimeTrigger<Record>: Trigger {
  /// The trigger.
  @inlinable public init() {}

  /// Waits for the window's end.
  public func onElement(
    _ record: Record, timestamp: Int?, window: TimeWindow, state: inout NoTriggerState, context: inout TriggerContext
  ) -> TriggerResult {
    context.registerProcessingTimeTimer(window.maxTimestamp)
    return .continue
  }

  /// Fires.
  public func onProcessingTime(
    _ time: Int, window: TimeWindow, state: inout NoTriggerState, context: inout TriggerContext
  ) -> TriggerResult { .fire }

  /// Waits for the new end.
  public func onMerge(
    _ other: NoTriggerState, window: TimeWindow, state: inout NoTriggerState, context: inout TriggerContext
  ) { context.registerProcessingTimeTimer(window.maxTimestamp) }
}
