public import StreamRecords
public import TaskRuntime

/// The operator of aligned windows of event time, of one subtask: accumulators per pane, merged when a window fires.
///
/// A record is added to its pane's accumulator, whatever number of windows it is in: one look-up per record.
@usableFromInline
struct PaneOperator<Key: StreamKey, Function: AggregateFunction, Out: StreamCodable>
where Function.Input: StreamCodable {
  @usableFromInline typealias Record = Function.Input
  @usableFromInline typealias Process = @Sendable (Key, TimeWindow, Function.Output, inout Emitter<Out>) throws -> Void

  @usableFromInline let function: Function
  @usableFromInline let process: Process
  @usableFromInline let store: KeyedStateStore<Key>
  @usableFromInline let state: PaneState<Key, Function.Accumulator>
  @usableFromInline let results: EmitterCell<Out>
  @usableFromInline let late: LateRecordsOutput<Record>

  @inlinable init(
    _ function: Function, process: @escaping Process, store: KeyedStateStore<Key>,
    state: PaneState<Key, Function.Accumulator>, results: EmitterCell<Out>, late: LateRecordsOutput<Record>
  ) {
    self.function = function
    self.process = process
    self.store = store
    self.state = state
    self.results = results
    self.late = late
  }

  @inlinable func output(_ key: @escaping @Sendable (Record) throws -> Key, next: Output<Out>) -> Output<Record> {
    Output(
      batch: { batch in
        let times = try batch.eventTimes()
        guard batch.count > 0 else { return }
        // What of the last record's pane is needed again and again; an empty span where there is none.
        var (start, end) = (0, 0)
        var table = state.noTable.access
        var index = 0
        try batch.consumeEach { record in
          let time = times[index]
          index &+= 1
          if start <= time, time < end {
            let slot = table.value(for: try key(record), default: function.createAccumulator())
            try function.add(record, to: &slot.pointee)
          } else {
            let pane = try take(record, at: time, try key(record))
            (start, end) = pane.arrival == .inTime ? (pane.span.start, pane.span.end) : (0, 0)
            table = pane.table.access
          }
        }
        try endBatches()
      },
      signal: { signal in
        if case .watermark(let time) = signal {
          try state.advance(to: time) { try fire($0) }
          try endBatches()
        }
        try next.signal(signal)
      })
  }

  /// Takes a record of another pane than the one before it, or one that is late.
  @inlinable @inline(never) func take(
    _ record: Record, at time: Int, _ key: Key
  ) throws -> Pane<Key, Function.Accumulator> {
    let pane = try state.pane(at: time)
    if pane.arrival == .late {
      if state.isLate(time) { late.take(record, at: time) }
      return pane
    }
    let slot = pane.table.value(for: key, default: function.createAccumulator())
    try function.add(record, to: &slot.pointee)
    if pane.arrival == .firesAtOnce {
      for window in state.refiring(pane.span) { try fireAgain(window, key) }
    }
    return pane
  }

  @inlinable func endBatches() throws {
    try late.endBatch()
    try results.emitter.pointee.endBatch()
    try store.endBatch()
  }
}
