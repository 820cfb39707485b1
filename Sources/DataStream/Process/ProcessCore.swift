public import StreamRecords
public import TaskRuntime

/// Which kind of time a timer goes by.
public enum TimeDomain: Sendable {
  /// That of the records, as far as watermarks say it has come.
  case eventTime
  /// That of the machine.
  case processingTime
}

/// What a process function is called for.
@usableFromInline
struct ProcessMoment {
  /// Of the record or the timer.
  @usableFromInline var timestamp: Int?
  /// Of the timer; nil for a record.
  @usableFromInline var domain: TimeDomain?

  @inlinable init() {}
}

/// What the contexts of one subtask's process function lead to: state, timers, side outputs.
@usableFromInline
final class ProcessCore<Key: StreamKey> {
  @usableFromInline let store: KeyedStateStore<Key>
  @usableFromInline let eventTimers: KeyedTimers<Key>
  @usableFromInline let processingTimers: KeyedTimers<Key>
  @usableFromInline let watermark: WatermarkState
  @usableFromInline let sideOutputs: SideOutputs
  @usableFromInline let clock: ProcessingTimeService
  @usableFromInline let moment: UnsafeMutablePointer<ProcessMoment>
  /// Whether it is told of the end of each key; so it is in batch mode.
  @usableFromInline let endsKeys: Bool
  /// When the clock is going to call, `Int.max` where it is not.
  private var nextCall = Int.max
  /// Whose timers are called. Weak, since it leads to the function, and that to here.
  private weak var firing: TimerFiring?

  @usableFromInline init(_ context: OperatorContext) throws {
    store = KeyedStateStore(context)
    eventTimers = try KeyedTimers("event-time timers", in: store)
    processingTimers = try KeyedTimers("processing-time timers", in: store)
    watermark = try context.watermarkState()
    sideOutputs = context.sideOutputs
    clock = context.subtask.processingTime
    endsKeys = context.keyEnds != nil
    moment = .allocate(capacity: 1)
    moment.initialize(to: ProcessMoment())
    callBackForNextTimer()
    context.keyEnds?.onEnd { [unowned self] in try endKey() }
  }

  deinit {
    moment.deinitialize(count: 1)
    moment.deallocate()
  }

  @usableFromInline func setFiring(_ firing: TimerFiring) { self.firing = firing }

  /// All records of a key have come, in batch mode: all its timers are due, those of the machine's time too.
  private func endKey() throws {
    _ = watermark.advance(to: .max)
    try firing?.fire(.eventTime, .max)
    try firing?.fire(.processingTime, .max)
    watermark.rewind()
  }

  /// Whether timers are ignored that are registered now: the key has ended, and would never if that went on.
  @inlinable var isQuiesced: Bool { endsKeys && watermark.current == .max }

  /// Registers a timer of the machine's time for the current key.
  @usableFromInline func registerProcessingTimer(at time: Int) {
    if isQuiesced { return }
    processingTimers.register(store.current.key, at: time)
    callBack(at: time)
  }

  private func callBackForNextTimer() {
    if processingTimers.nextTime < .max { callBack(at: processingTimers.nextTime) }
  }

  private func callBack(at time: Int) {
    guard time < nextCall else { return }
    nextCall = time
    clock.registerTimer(at: time) { [weak self] _ in try self?.fireProcessingTimers() }
  }

  private func fireProcessingTimers() throws {
    nextCall = .max
    try firing?.fire(.processingTime, clock.currentProcessingTime)
    callBackForNextTimer()
  }

  /// Ends a batch of the side outputs and of the state, after that of the main output.
  @usableFromInline func endBatch() throws {
    try sideOutputs.endBatch()
    try store.endBatch()
  }
}

/// Calls a function for all timers of one kind that are due; lives as long as the function.
@usableFromInline
final class TimerFiring {
  @usableFromInline let fire: (TimeDomain, _ now: Int) throws -> Void

  @usableFromInline init(_ fire: @escaping (TimeDomain, Int) throws -> Void) { self.fire = fire }
}

extension KeyedStateStore {
  /// The state of an operator's subtask.
  @usableFromInline convenience init(_ context: OperatorContext) {
    let clock = context.subtask.processingTime
    let owner = StateOwner(
      operatorName: context.name, index: context.subtask.index, parallelism: context.subtask.parallelism)
    self.init(owner, register: context.register) { clock.currentProcessingTime }
  }
}
