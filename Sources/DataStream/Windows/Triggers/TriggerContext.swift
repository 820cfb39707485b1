public import TaskRuntime

/// What a trigger can ask and do, for one key and window. Times are milliseconds since 1970 began (UTC).
public struct TriggerContext {
  /// How far event time has come.
  public let currentWatermark: Int
  private let service: ProcessingTimeService
  /// Whether timers are no longer taken: the key has ended, in batch mode.
  private let isQuiesced: Bool
  /// The window's timers, which may be due only once for each time.
  @usableFromInline var timers: WindowTimers
  /// Those that have to be waited for from now on.
  @usableFromInline var registered = WindowTimers()

  @usableFromInline init(
    watermark: Int, service: ProcessingTimeService, timers: WindowTimers, isQuiesced: Bool = false
  ) {
    currentWatermark = watermark
    self.service = service
    self.isQuiesced = isQuiesced
    self.timers = timers
  }

  /// The machine's time.
  public var currentProcessingTime: Int { service.currentProcessingTime }

  /// Lets the trigger be asked again when the watermark has reached `time`, at the next watermark if it has already.
  ///
  /// In batch mode triggers are asked behind a key's last record; what they register then is ignored, as in Flink.
  public mutating func registerEventTimeTimer(_ time: Int) {
    if isQuiesced || timers.event.contains(time) { return }
    timers.event.append(time)
    registered.event.append(time)
  }

  /// Lets the trigger be asked again when `time` is over by the machine's clock.
  public mutating func registerProcessingTimeTimer(_ time: Int) {
    if isQuiesced || timers.processing.contains(time) { return }
    timers.processing.append(time)
    registered.processing.append(time)
  }

  /// Takes back ``registerEventTimeTimer(_:)``.
  public mutating func deleteEventTimeTimer(_ time: Int) { timers.event.removeAll { $0 == time } }

  /// Takes back ``registerProcessingTimeTimer(_:)``.
  public mutating func deleteProcessingTimeTimer(_ time: Int) { timers.processing.removeAll { $0 == time } }
}

/// The times at which something is due for one key and window.
@usableFromInline
struct WindowTimers: Sendable {
  @usableFromInline var event: [Int] = []
  @usableFromInline var processing: [Int] = []

  @usableFromInline init() {}

  /// Takes out a timer.
  /// - Returns: whether there was one.
  @usableFromInline mutating func remove(_ time: Int, isEventTime: Bool) -> Bool {
    guard let index = (isEventTime ? event : processing).firstIndex(of: time) else { return false }
    if isEventTime { event.remove(at: index) } else { processing.remove(at: index) }
    return true
  }
}
