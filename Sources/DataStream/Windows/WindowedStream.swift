public import StreamRecords
public import TaskRuntime

extension KeyedStream {
  /// Gathers the records of each key in windows, each of which gives a result when its time is over.
  ///
  /// ```swift
  /// bids.assignTimestampsAndWatermarks(.forBoundedOutOfOrderness(.seconds(5)) { $0.time })
  ///   .keyBy { $0.auction }.window(.tumbling(.seconds(10))).count().print()
  /// ```
  /// A window of event time is over when the watermark has reached its last millisecond; that is also the timestamp of its
  /// results. Windows fire in order of time, and of those of different keys that end together in any order.
  @inlinable public func window(
    _ assigner: WindowAssigner<Record>
  ) -> WindowedStream<Record, Key, DefaultTrigger<Record>> {
    WindowedStream(keyed: self, windows: WindowDefinition(assigner, trigger: DefaultTrigger(assigner.time)))
  }
}

/// A stream whose records are gathered in windows, per key.
public struct WindowedStream<Record: StreamCodable, Key: StreamKey, Triggering: Trigger>
where Triggering.Record == Record {
  @usableFromInline let keyed: KeyedStream<Record, Key>
  @usableFromInline var windows: WindowDefinition<Record, Triggering>
  @usableFromInline var lateTag: OutputTag<Record>?

  @inlinable init(keyed: KeyedStream<Record, Key>, windows: WindowDefinition<Record, Triggering>) {
    self.keyed = keyed
    self.windows = windows
  }

  /// Lets a trigger of one's own decide when the windows fire, in place of their end.
  ///
  /// ```swift
  /// bids.keyBy { $0.auction }.window(.global()).trigger(CountTrigger(of: 100)).maxBy { $0.price }
  /// ```
  @inlinable public func trigger<Other: Trigger>(_ trigger: Other) -> WindowedStream<Record, Key, Other>
  where Other.Record == Record {
    var copy = WindowedStream<Record, Key, Other>(
      keyed: keyed, windows: WindowDefinition(windows.assigner, trigger: trigger))
    (copy.windows.evictor, copy.windows.lateness, copy.lateTag) = (windows.evictor, windows.lateness, lateTag)
    return copy
  }

  /// Lets records be removed from the windows when they fire. The windows keep all their records then, also where these are
  /// only counted or combined.
  ///
  /// ```swift
  /// bids.keyBy { $0.auction }.window(.tumbling(.seconds(10))).evictor(CountEvictor(of: 3)).sum { $0.price }
  /// ```
  @inlinable public func evictor(_ evictor: some Evictor<Record>) -> WindowedStream {
    var copy = self
    copy.windows.evictor = evictor
    return copy
  }

  /// Keeps windows of event time for a while after their end; a record that comes in that while lets its windows fire
  /// again at once, with the new result.
  ///
  /// ```swift
  /// bids.keyBy { $0.auction }.window(.tumbling(.seconds(10))).allowedLateness(.seconds(60)).count()
  /// ```
  /// Zero unless set; less than zero counts as zero.
  @inlinable public func allowedLateness(_ lateness: Duration) -> WindowedStream {
    var copy = self
    copy.windows.lateness = Swift.min(Swift.max(0, lateness.inMilliseconds), AlignedWindows.limit)
    return copy
  }

  /// Sends records that are too late for all of their windows to a side output; without it they are dropped.
  ///
  /// ```swift
  /// let late = OutputTag<Bid>("late")
  /// let counts = bids.keyBy { $0.auction }.window(.tumbling(.seconds(10))).sideOutputLateData(late).count()
  /// counts.getSideOutput(late).print("late")
  /// ```
  @inlinable public func sideOutputLateData(_ tag: OutputTag<Record>) -> WindowedStream {
    var copy = self
    copy.lateTag = tag
    return copy
  }

  /// Adds the operator that does the windows' work. `build` is given the side output for late records, if there is one.
  @inlinable func transform<Out: StreamCodable>(
    _ name: String,
    _ build: @escaping @Sendable (OperatorContext, Output<Out>, EmitterCell<Record>?) throws -> Output<Record>
  ) -> DataStream<Out> {
    guard let lateTag else { return keyed.stream.transform(name) { try build($0, $1, nil) } }
    return keyed.stream.transform(name, sideOutput: lateTag) { context, next, late in
      try build(context, next, EmitterCell(late))
    }
  }
}
