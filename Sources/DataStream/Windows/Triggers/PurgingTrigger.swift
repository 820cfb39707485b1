/// Lets a window forget its records whenever another trigger fires.
///
/// ```swift
/// bids.keyBy { $0.auction }.window(.global()).trigger(PurgingTrigger(of: CountTrigger(of: 100)))
/// ```
public struct PurgingTrigger<Nested: Trigger>: Trigger {
  public typealias Record = Nested.Record
  public typealias State = Nested.State

  private let nested: Nested

  /// - Parameter trigger: decides when to fire.
  public init(of trigger: Nested) { nested = trigger }

  /// The other trigger's.
  public func createState() -> State { nested.createState() }

  /// What the other trigger says, with purging.
  public func onElement(
    _ record: Record, timestamp: Int?, window: TimeWindow, state: inout State, context: inout TriggerContext
  ) throws -> TriggerResult {
    purging(
      try nested.onElement(record, timestamp: timestamp, window: window, state: &state, context: &context))
  }

  /// What the other trigger says, with purging.
  public func onEventTime(
    _ time: Int, window: TimeWindow, state: inout State, context: inout TriggerContext
  ) throws -> TriggerResult {
    purging(try nested.onEventTime(time, window: window, state: &state, context: &context))
  }

  /// What the other trigger says, with purging.
  public func onProcessingTime(
    _ time: Int, window: TimeWindow, state: inout State, context: inout TriggerContext
  ) throws -> TriggerResult {
    purging(try nested.onProcessingTime(time, window: window, state: &state, context: &context))
  }

  /// Left to the other trigger.
  public func onMerge(
    _ other: State, window: TimeWindow, state: inout State, context: inout TriggerContext
  ) throws { try nested.onMerge(other, window: window, state: &state, context: &context) }

  private func purging(_ result: TriggerResult) -> TriggerResult { result.isFire ? .fireAndPurge : result }
}
