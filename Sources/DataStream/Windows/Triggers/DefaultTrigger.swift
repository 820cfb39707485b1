/// What a window has that is not told otherwise: ``EventTimeTrigger`` or ``ProcessingTimeTrigger``, as its time is; global
/// windows never fire.
public struct DefaultTrigger<Record>: Trigger {
  private let time: WindowTime?

  /// - Parameter time: the time that the windows are of; nil: of none.
  @usableFromInline init(_ time: WindowTime?) { self.time = time }

  /// As the time's trigger does.
  public func onElement(
    _ record: Record, timestamp: Int?, window: TimeWindow, state: inout NoTriggerState, context: inout TriggerContext
  ) -> TriggerResult {
    switch time {
    case .event:
      EventTimeTrigger().onElement(record, timestamp: timestamp, window: window, state: &state, context: &context)
    case .processing:
      ProcessingTimeTrigger().onElement(record, timestamp: timestamp, window: window, state: &state, context: &context)
    case nil: .continue
    }
  }

  /// Fires at the window's end.
  public func onEventTime(
    _ time: Int, window: TimeWindow, state: inout NoTriggerState, context: inout TriggerContext
  ) -> TriggerResult { time == window.maxTimestamp ? .fire : .continue }

  /// Fires.
  public func onProcessingTime(
    _ time: Int, window: TimeWindow, state: inout NoTriggerState, context: inout TriggerContext
  ) -> TriggerResult { .fire }

  /// As the time's trigger does.
  public func onMerge(
    _ other: NoTriggerState, window: TimeWindow, state: inout NoTriggerState, context: inout TriggerContext
  ) {
    switch time {
    case .event: EventTimeTrigger<Record>().onMerge(other, window: window, state: &state, context: &context)
    case .processing: ProcessingTimeTrigger<Record>().onMerge(other, window: window, state: &state, context: &context)
    case nil: break
    }
  }
}
