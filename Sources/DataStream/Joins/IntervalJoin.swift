public import StreamRecords

extension KeyedStream {
  /// Joins two streams in event time: every pair of records of one key of which the second's time is within some bounds
  /// around the first's.
  ///
  /// ```swift
  /// orders.keyBy { $0.id }.intervalJoin(payments.keyBy { $0.order }).between(.seconds(0), .seconds(60))
  ///   .process { order, payment, out in out.emit("\(order.id) paid by \(payment.account)") }
  /// ```
  /// It is an inner join. A pair's timestamp is the later one of both. A record that comes after the watermark has passed its
  /// time is dropped, unless a side output takes it; records are forgotten once the watermark says that no partner can come any more.
  @inlinable public func intervalJoin<Other: StreamCodable>(
    _ other: KeyedStream<Other, Key>
  ) -> IntervalJoin<Record, Other, Key> {
    IntervalJoin(first: self, second: other)
  }
}

/// Two streams that are to be joined in event time.
public struct IntervalJoin<First: StreamCodable, Second: StreamCodable, Key: StreamKey> {
  @usableFromInline let first: KeyedStream<First, Key>
  @usableFromInline let second: KeyedStream<Second, Key>

  @inlinable init(first: KeyedStream<First, Key>, second: KeyedStream<Second, Key>) {
    self.first = first
    self.second = second
  }

  /// By how much the second record of a pair is later than the first, at least and at most, whole milliseconds; less than
  /// zero is earlier. A lower bound that is greater than the upper one fails the job.
  @inlinable public func between(_ lower: Duration, _ upper: Duration) -> Bounded {
    Bounded(join: self, lower: lower.inMilliseconds, upper: upper.inMilliseconds)
  }

  /// Two streams that are joined in event time.
  public struct Bounded {
    @usableFromInline let join: IntervalJoin
    @usableFromInline var lower: Int
    @usableFromInline var upper: Int
    @usableFromInline var firstLateTag: OutputTag<First>?
    @usableFromInline var secondLateTag: OutputTag<Second>?

    @inlinable init(join: IntervalJoin, lower: Int, upper: Int) {
      self.join = join
      self.lower = lower
      self.upper = upper
    }

    /// Leaves out pairs that are apart by the lower bound exactly.
    @inlinable public func lowerBoundExclusive() -> Bounded { changed { $0.lower &+= 1 } }

    /// Leaves out pairs that are apart by the upper bound exactly.
    @inlinable public func upperBoundExclusive() -> Bounded { changed { $0.upper &-= 1 } }

    /// Sends late records of the first stream to a side output.
    ///
    /// ```swift
    /// let late = OutputTag<Order>("late orders")
    /// let paid = orders.intervalJoin(payments).between(.seconds(0), .seconds(60)).sideOutputLeftLateData(late)
    ///   .process { order, payment, out in out.emit(order.id) }
    /// paid.getSideOutput(late).print("late")
    /// ```
    @inlinable public func sideOutputLeftLateData(_ tag: OutputTag<First>) -> Bounded {
      changed { $0.firstLateTag = tag }
    }

    /// Sends late records of the second stream to a side output; its tag has another name than that of the first.
    @inlinable public func sideOutputRightLateData(_ tag: OutputTag<Second>) -> Bounded {
      changed { $0.secondLateTag = tag }
    }

    @inlinable func changed(_ change: (inout Bounded) -> Void) -> Bounded {
      var copy = self
      change(&copy)
      return copy
    }
  }
}
