public import StreamRecords
public import TaskRuntime

extension WindowOperator {
  @usableFromInline typealias Entry = UnsafeMutablePointer<WindowState<Key, Kept, Triggering.State>.Entry>

  @inlinable func context(of entry: Entry) -> TriggerContext {
    TriggerContext(
      watermark: state.watermark, service: service, timers: entry.pointee.timers,
      isQuiesced: endsKeys && state.watermark == .max)
  }

  /// All records of a key have come, in batch mode: all its timers are due, those of the machine's time too, and no others can be
  /// registered.
  @inlinable func endKey() throws {
    try advance(to: .max)
    while let (time, id) = state.processingTimers.popDue(at: .max) { try fire(id, at: time, isEventTime: false) }
    if let last { forget(last) }
    last = nil
    state.time.rewind()
    try endBatches()
  }

  @inlinable func registerCleanup(of window: TimeWindow, _ context: inout TriggerContext) {
    let time = cleanupTime(of: window)
    if time == .max { return }
    if assignment.time == .event {
      context.registerEventTimeTimer(time)
    } else {
      context.registerProcessingTimeTimer(time)
    }
  }

  /// Takes over what a trigger has done to its timers.
  @inlinable func register(_ context: TriggerContext, of id: ID, _ entry: Entry) {
    entry.pointee.timers = context.timers
    for time in context.registered.event { state.eventTimers.insert(id, at: time) }
    for time in context.registered.processing { state.processingTimers.insert(id, at: time) }
    if !context.registered.processing.isEmpty { wake() }
  }

  /// Lets the machine's clock call when the next timer is due: once its millisecond is over, so that no record follows.
  @inlinable func wake() {
    let next = state.processingTimers.nextTime
    guard next < wakeTime else { return }
    wakeTime = next
    service.registerTimer(at: next == .max ? .max : next + 1) { [self] _ in
      // Another timer became due earlier in the meantime, and has taken care of the rest.
      guard wakeTime == next else { return }
      wakeTime = .max
      try fireProcessingTimers(at: service.currentProcessingTime - 1)
    }
  }

  @inlinable func fireProcessingTimers(at now: Int) throws {
    while let (time, id) = state.processingTimers.popDue(at: now) { try fire(id, at: time, isEventTime: false) }
    wake()
    try endBatches()
  }

  @inlinable func advance(to time: Int) throws {
    guard state.time.advance(to: time) else { return }
    while let (due, id) = state.eventTimers.popDue(at: time) { try fire(id, at: due, isEventTime: true) }
  }

  @inlinable func fire(_ id: ID, at time: Int, isEventTime: Bool) throws {
    guard let entry = state.entries.find(id),
      entry.pointee.timers.remove(time, isEventTime: isEventTime)
    else { return }
    var context = context(of: entry)
    let result =
      isEventTime
      ? try trigger.onEventTime(time, window: id.value, state: &entry.pointee.trigger, context: &context)
      : try trigger.onProcessingTime(time, window: id.value, state: &entry.pointee.trigger, context: &context)
    register(context, of: id, entry)
    try apply(result, to: id, entry)
    if isEventTime == (assignment.time == .event), time == cleanupTime(of: id.value) { forget(id) }
  }

  @inlinable func apply(_ result: TriggerResult, to id: ID, _ entry: Entry) throws {
    if result.isFire, var kept = entry.pointee.kept.take() {
      results.emitter.pointee.setTimestamp(id.value.maxTimestamp)
      if try contents.emit(id.key, id.value, &kept, &results.emitter.pointee) { entry.pointee.kept = kept }
    }
    if result.isPurge { entry.pointee.kept = nil }
  }

  @inlinable func forget(_ id: ID) {
    state.entries.remove(id)
    if assignment.isMerging { state.retire(id.value, of: id.key) }
  }

  /// Makes one window of those that a new one touches, with all that they hold.
  @inlinable func merge(_ window: TimeWindow, of key: Key) throws -> TimeWindow {
    let (merged, parts) = state.merge(window, of: key)
    guard !parts.isEmpty else { return merged }
    let old = parts.compactMap { state.entries.remove(ID(key, $0)) }
    let id = ID(key, merged)
    let entry = state.entries.value(for: id, default: .init(trigger: trigger.createState()))
    var context = context(of: entry)
    for part in old {
      try merge(part.kept, into: entry)
      try trigger.onMerge(part.trigger, window: merged, state: &entry.pointee.trigger, context: &context)
    }
    register(context, of: id, entry)
    return merged
  }

  @inlinable func merge(_ other: Kept?, into entry: Entry) throws {
    guard let other else { return }
    guard var kept = entry.pointee.kept.take() else {
      entry.pointee.kept = other
      return
    }
    try contents.merge(other, &kept)
    entry.pointee.kept = kept
  }
}
