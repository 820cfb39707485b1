public import StreamRecords
public import TaskRuntime

/// The operator of windows of any kind, of one subtask: what Flink's `WindowOperator` is.
@usableFromInline
final class WindowOperator<
  Record: StreamCodable, Key: StreamKey, Kept: StreamCodable, Triggering: Trigger, Out: StreamCodable
> where Triggering.Record == Record {
  @usableFromInline let assignment: WindowAssignment<Record>
  @usableFromInline let contents: WindowContents<Record, Key, Kept, Out>
  @usableFromInline let trigger: Triggering
  @usableFromInline let lateness: Int
  @usableFromInline let service: ProcessingTimeService
  @usableFromInline let results: EmitterCell<Out>
  @usableFromInline let late: LateRecordsOutput<Record>
  @usableFromInline let store: KeyedStateStore<Key>
  @usableFromInline let state: WindowState<Key, Kept, Triggering.State>
  /// Whether it is told of the end of each key, whose windows are over then; so it is in batch mode.
  @usableFromInline let endsKeys: Bool
  /// The window of the last record, where keys end.
  @usableFromInline var last: ID?
  /// When the machine's clock will wake the operator.
  @usableFromInline var wakeTime = Int.max

  @usableFromInline typealias ID = KeyValue<Key, TimeWindow>

  @inlinable init(
    _ assignment: WindowAssignment<Record>, _ contents: WindowContents<Record, Key, Kept, Out>, trigger: Triggering,
    lateness: Int, service: ProcessingTimeService, endsKeys: Bool, store: KeyedStateStore<Key>,
    state: WindowState<Key, Kept, Triggering.State>, results: EmitterCell<Out>, late: LateRecordsOutput<Record>
  ) {
    self.assignment = assignment
    self.contents = contents
    self.trigger = trigger
    self.lateness = lateness
    self.service = service
    self.endsKeys = endsKeys
    self.store = store
    self.state = state
    self.results = results
    self.late = late
  }

  @inlinable func output(
    _ key: @escaping @Sendable (Record) throws -> Key, _ order: InputOrder, _ context: OperatorContext,
    next: Output<Out>
  ) throws -> Output<Record> {
    wake()
    context.keyEnds?.onEnd { [self] in try endKey() }
    return try KeyedInput.ordered(order, key, context, into: output(key, next: next))
  }

  @inlinable func output(_ key: @escaping @Sendable (Record) throws -> Key, next: Output<Out>) -> Output<Record> {
    Output(
      batch: { [self] batch in
        let times = assignment.time == .event ? try batch.eventTimes() : batch.timestamps
        var index = 0
        try batch.consumeEach { record in
          let time = times?[index]
          index &+= 1
          try take(record, at: time, key: try key(record))
        }
        try endBatches()
      },
      signal: { [self] signal in
        if case .watermark(let time) = signal {
          try advance(to: time)
          try endBatches()
        }
        try next.signal(signal)
      })
  }

  @inlinable func endBatches() throws {
    try late.endBatch()
    try results.emitter.pointee.endBatch()
    try store.endBatch()
  }

  @inlinable func take(_ record: Record, at timestamp: Int?, key: Key) throws {
    let time = assignment.time == .processing ? service.currentProcessingTime : timestamp ?? .min
    var isInNone = true
    for assigned in try assignment.windows(record, time) {
      let window = assignment.isMerging ? try merge(assigned, of: key) : assigned
      if isOver(window) {
        if assignment.isMerging { state.retire(window, of: key) }
        continue
      }
      isInNone = false
      try add(record, at: timestamp, to: ID(key, window))
    }
    if isInNone, let timestamp, isLate(timestamp) { late.take(record, at: timestamp) }
  }

  @inlinable func add(_ record: Record, at timestamp: Int?, to id: ID) throws {
    if endsKeys { last = id }
    let entry = state.entries.value(for: id, default: .init(trigger: trigger.createState()))
    var kept = entry.pointee.kept.take() ?? contents.create()
    try contents.add(record, timestamp, &kept)
    entry.pointee.kept = kept
    var context = context(of: entry)
    let result = try trigger.onElement(
      record, timestamp: timestamp, window: id.value, state: &entry.pointee.trigger, context: &context)
    registerCleanup(of: id.value, &context)
    register(context, of: id, entry)
    try apply(result, to: id, entry)
  }

  /// Whether a window is over for good.
  @inlinable func isOver(_ window: TimeWindow) -> Bool {
    assignment.time == .event && cleanupTime(of: window) <= state.watermark
  }

  /// Whether a record that is in no window that is not over is itself late.
  @inlinable func isLate(_ time: Int) -> Bool {
    assignment.time == .event && time + lateness <= state.watermark
  }

  /// When a window is forgotten; `Int.max` for never.
  @inlinable func cleanupTime(of window: TimeWindow) -> Int {
    if window.maxTimestamp == .max { return .max }
    return assignment.time == .event ? window.maxTimestamp + lateness : window.maxTimestamp
  }
}
