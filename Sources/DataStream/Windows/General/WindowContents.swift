public import StreamRecords
public import TaskRuntime

/// What a window keeps of its records, and what becomes of it when it fires.
@usableFromInline
struct WindowContents<Record, Key, Kept: StreamCodable, Out> {
  @usableFromInline let create: () -> Kept
  @usableFromInline let add: (_ record: Record, _ timestamp: Int?, _ kept: inout Kept) throws -> Void
  @usableFromInline let merge: (_ other: Kept, _ kept: inout Kept) throws -> Void
  /// Returns whether anything is left to be kept.
  @usableFromInline let emit: (Key, TimeWindow, _ kept: inout Kept, inout Emitter<Out>) throws -> Bool

  @inlinable init(
    create: @escaping () -> Kept,
    add: @escaping (_ record: Record, _ timestamp: Int?, _ kept: inout Kept) throws -> Void,
    merge: @escaping (_ other: Kept, _ kept: inout Kept) throws -> Void,
    emit: @escaping (Key, TimeWindow, _ kept: inout Kept, inout Emitter<Out>) throws -> Bool
  ) {
    self.create = create
    self.add = add
    self.merge = merge
    self.emit = emit
  }

  /// Keeps the accumulator of an aggregate function.
  @inlinable static func aggregated<Function: AggregateFunction>(
    _ function: Function,
    _ process: @escaping @Sendable (Key, TimeWindow, Function.Output, inout Emitter<Out>) throws -> Void
  ) -> WindowContents where Function.Input == Record, Function.Accumulator == Kept {
    WindowContents(
      create: { function.createAccumulator() }, add: { try function.add($0, to: &$2) },
      merge: { try function.merge($0, into: &$1) },
      emit: { key, window, accumulator, out in
        try process(key, window, try function.getResult(accumulator), &out)
        return true
      })
  }

  /// Keeps all records, and aggregates those that an evictor leaves.
  @inlinable static func evicting<Function: AggregateFunction>(
    _ evictor: some Evictor<Record>, _ function: Function,
    _ process: @escaping @Sendable (Key, TimeWindow, Function.Output, inout Emitter<Out>) throws -> Void
  ) -> WindowContents where Function.Input == Record, Kept == [TimestampedValue<Record>] {
    WindowContents(
      create: { [] }, add: { $2.append(TimestampedValue($0, timestamp: $1)) }, merge: { $1 += $0 },
      emit: { key, window, records, out in
        try evictor.evictBefore(&records, window: window)
        var accumulator = function.createAccumulator()
        for record in records { try function.add(record.value, to: &accumulator) }
        try process(key, window, try function.getResult(accumulator), &out)
        try evictor.evictAfter(&records, window: window)
        return !records.isEmpty
      })
  }
}
