import DreyModel

/// Decides which windows a record is in.
///
/// ```swift
/// bids.keyBy { $0.auction }.window(.sliding(size: .seconds(10), slide: .seconds(2))).count()
/// ```
/// Windows are aligned to the beginning of 1970 (UTC), moved by `offset`: days of a time zone that is eight hours ahead
/// are `.tumbling(.seconds(86_400), offset: .seconds(-8 * 3600))`. Lengths are whole milliseconds. Lengths that are not
/// positive and offsets that are not less than the distance between windows fail the job.
public struct WindowAssigner<Record>: Sendable {
  @usableFromInline
  enum Kind: Sendable {
    case aligned(size: Int, slide: Int, offset: Int)
    case session(gap: Int)
    case dynamicSession(gap: @Sendable (Record) throws -> Duration)
    case global
  }

  @usableFromInline let kind: Kind
  /// nil: the windows have no time.
  @usableFromInline let time: WindowTime?

  init(_ kind: Kind, _ time: WindowTime?) {
    self.kind = kind
    self.time = time
  }

  /// Windows of event time, one after the other; Flink's `TumblingEventTimeWindows`.
  public static func tumbling(_ size: Duration, offset: Duration = .zero) -> WindowAssigner {
    aligned(size, size, offset, .event)
  }

  /// Windows of event time that overlap: one of length `size` begins every `slide`; Flink's `SlidingEventTimeWindows`.
  public static func sliding(size: Duration, slide: Duration, offset: Duration = .zero) -> WindowAssigner {
    aligned(size, slide, offset, .event)
  }

  /// Windows of event time that end when no record has come for as long as `gap`, per key; Flink's `EventTimeSessionWindows`.
  public static func session(gap: Duration) -> WindowAssigner {
    WindowAssigner(.session(gap: gap.inMilliseconds), .event)
  }

  /// Sessions of event time in which every record says how long to wait for the next one.
  public static func session(gap: @escaping @Sendable (Record) throws -> Duration) -> WindowAssigner {
    WindowAssigner(.dynamicSession(gap: gap), .event)
  }

  /// Windows of the machine's time, one after the other; Flink's `TumblingProcessingTimeWindows`.
  public static func tumblingProcessingTime(_ size: Duration, offset: Duration = .zero) -> WindowAssigner {
    aligned(size, size, offset, .processing)
  }

  /// Windows of the machine's time that overlap; Flink's `SlidingProcessingTimeWindows`.
  public static func slidingProcessingTime(
    size: Duration, slide: Duration, offset: Duration = .zero
  ) -> WindowAssigner {
    aligned(size, slide, offset, .processing)
  }

  /// Sessions of the machine's time; Flink's `ProcessingTimeSessionWindows`.
  public static func sessionProcessingTime(gap: Duration) -> WindowAssigner {
    WindowAssigner(.session(gap: gap.inMilliseconds), .processing)
  }

  /// One window for all records of a key, which never ends: it needs a trigger that fires.
  public static func global() -> WindowAssigner { WindowAssigner(.global, nil) }

  private static func aligned(
    _ size: Duration, _ slide: Duration, _ offset: Duration, _ time: WindowTime
  ) -> WindowAssigner {
    WindowAssigner(
      .aligned(size: size.inMilliseconds, slide: slide.inMilliseconds, offset: offset.inMilliseconds), time)
  }
}

/// Which time windows go by.
@usableFromInline
enum WindowTime: Sendable {
  case event
  case processing
}
