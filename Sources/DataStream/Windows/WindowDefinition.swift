public import StreamRecords
public import TaskRuntime

/// What an application said about windows.
@usableFromInline
struct WindowDefinition<Record: StreamCodable, Triggering: Trigger>: Sendable where Triggering.Record == Record {
  @usableFromInline let assigner: WindowAssigner<Record>
  @usableFromInline let trigger: Triggering
  @usableFromInline var evictor: (any Evictor<Record>)?
  /// In milliseconds.
  @usableFromInline var lateness = 0

  @inlinable init(_ assigner: WindowAssigner<Record>, trigger: Triggering) {
    self.assigner = assigner
    self.trigger = trigger
  }

  /// The windows, if panes do: if they end together for all keys, and nothing but that lets them fire.
  @inlinable func panes(_ assignment: WindowAssignment<Record>, inOrder: Bool) -> AlignedWindows? {
    guard evictor == nil, Triggering.self == DefaultTrigger<Record>.self, assignment.time == .event,
      let windows = assignment.aligned, !inOrder || windows.slide >= windows.size
    else { return nil }
    return windows
  }

  /// The operator for what panes do not do.
  @inlinable func windowOperator<Key, Kept, Out>(
    _ assignment: WindowAssignment<Record>, _ contents: WindowContents<Record, Key, Kept, Out>,
    _ context: OperatorContext, next: Output<Out>, late: EmitterCell<Record>?
  ) throws -> WindowOperator<Record, Key, Kept, Triggering, Out> {
    let store = KeyedStateStore<Key>(context)
    let state = WindowState<Key, Kept, Triggering.State>(
      try context.watermarkState(), account: store.newAccount(), isMerging: assignment.isMerging)
    try store.add(state)
    return WindowOperator(
      assignment, contents, trigger: trigger, lateness: lateness, service: context.subtask.processingTime,
      store: store, state: state, results: EmitterCell(next), late: late)
  }

  /// What takes the records of one subtask's windows.
  /// - Parameter inOrder: see ``WindowedStream/aggregate(_:_:inOrder:_:)``.
  @inlinable func output<Key: StreamKey, Function: AggregateFunction, Out: StreamCodable>(
    _ function: Function, key: @escaping @Sendable (Record) throws -> Key, inOrder: Bool,
    _ process: @escaping @Sendable (Key, TimeWindow, Function.Output, inout Emitter<Out>) throws -> Void,
    _ context: OperatorContext, next: Output<Out>, late: EmitterCell<Record>?
  ) throws -> Output<Record> where Function.Input == Record {
    let assignment = try WindowAssignment(assigner)
    if let aligned = panes(assignment, inOrder: inOrder) {
      let store = KeyedStateStore<Key>(context)
      let state = PaneState<Key, Function.Accumulator>(
        aligned, allowedLateness: lateness, try context.watermarkState(), account: store.newAccount(), TableSnapshots())
      try store.add(state)
      return PaneOperator(
        function, process: process, store: store, state: state, results: EmitterCell(next), late: late
      ).output(key, next: next)
    }
    if let evictor {
      return try windowOperator(
        assignment, .evicting(evictor, function, process), context, next: next, late: late
      ).output(key, next: next)
    }
    return try windowOperator(
      assignment, .aggregated(function, process), context, next: next, late: late
    ).output(key, next: next)
  }
}

extension WindowedStream {
  /// All operators on windows are made with it.
  /// - Parameter inOrder: whether `function` has to see records in the order in which they came. Otherwise panes, where
  ///   they can be used, bring them in order of event time.
  @inlinable func aggregate<Function: AggregateFunction, Out: StreamCodable>(
    _ name: String, _ function: Function, inOrder: Bool = false,
    _ process: @escaping @Sendable (Key, TimeWindow, Function.Output, inout Emitter<Out>) throws -> Void
  ) -> DataStream<Out> where Function.Input == Record {
    let (key, windows) = (keyed.key, self.windows)
    return transform(name) { context, next, late in
      try windows.output(function, key: key, inOrder: inOrder, process, context, next: next, late: late)
    }
  }
}
