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
  }

  @usableFromInline let kind: Kind

  init(_ kind: Kind) { self.kind = kind }

  /// Windows of event time, one after the other; Flink's `TumblingEventTimeWindows`.
  public static func tumbling(_ size: Duration, offset: Duration = .zero) -> WindowAssigner {
    sliding(size: size, slide: size, offset: offset)
  }

  /// Windows of event time that overlap: one of length `size` begins every `slide`; Flink's `SlidingEventTimeWindows`.
  public static func sliding(size: Duration, slide: Duration, offset: Duration = .zero) -> WindowAssigner {
    WindowAssigner(
      .aligned(size: size.inMilliseconds, slide: slide.inMilliseconds, offset: offset.inMilliseconds))
  }

  @usableFromInline func alignedWindows() throws(Failure) -> AlignedWindows {
    switch kind {
    case .aligned(let size, let slide, let offset): try AlignedWindows(size: size, slide: slide, offset: offset)
    }
  }
}
