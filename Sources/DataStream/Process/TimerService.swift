public import StreamRecords

/// How far time has come, and timers that wait for it; Flink's `TimerService`.
///
/// A timer belongs to the key that it was registered for, and there is one per key and time, however often it is
/// registered. Times are milliseconds since 1970 began (UTC).
public struct TimerService<Key: StreamKey> {
  @usableFromInline let core: ProcessCore<Key>

  @inlinable init(_ core: ProcessCore<Key>) { self.core = core }

  /// No record follows that happened at this time or before; `Int.min` as long as nothing is known.
  public var currentWatermark: Int { core.watermark.current }

  /// The machine's time.
  public var currentProcessingTime: Int { core.clock.currentProcessingTime }

  /// Has the function called for the current key as soon as a watermark has come to `time`.
  ///
  /// If the watermark has already reached `time`, the next watermark calls the function. When the input ends, all of these
  /// timers are called. In batch mode they are called after the key's last record, and timers that are registered
  /// meanwhile are ignored, as in Flink.
  @inlinable public func registerEventTimeTimer(_ time: Int) {
    if !core.isQuiesced { core.eventTimers.register(core.store.current.key, at: time) }
  }

  /// Takes back ``registerEventTimeTimer(_:)`` for the current key.
  @inlinable public func deleteEventTimeTimer(_ time: Int) {
    core.eventTimers.delete(core.store.current.key, at: time)
  }

  /// Has the function called for the current key when the machine's time has come to `time`, unless the input ends before.
  ///
  /// In batch mode it is called behind the key's last record, after those of event time.
  public func registerProcessingTimeTimer(_ time: Int) { core.registerProcessingTimer(at: time) }

  /// Takes back ``registerProcessingTimeTimer(_:)`` for the current key.
  public func deleteProcessingTimeTimer(_ time: Int) {
    core.processingTimers.delete(core.store.current.key, at: time)
  }
}
