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

  /// The windows, if they end together for all keys and nothing but that lets them fire.
  @inlinable func plainWindows(_ assignment: WindowAssignment<Record>) -> AlignedWindows? {
    guard evictor == nil, Triggering.self == DefaultTrigger<Record>.self, assignment.time == .event else { return nil }
    return assignment.aligned
  }

  /// The windows, if they can be kept by pane: the function cannot tell in which order records come, or no two panes are in
  /// one window.
  @inlinable func panes(
    _ assignment: WindowAssignment<Record>, of function: some AggregateFunction
  ) -> AlignedWindows? {
    guard let windows = plainWindows(assignment), function.isCommutative || windows.slide >= windows.size else {
      return nil
    }
    return windows
  }

  /// The windows, if earlier releases kept them by pane.
  @inlinable func formerPanes<Function: AggregateFunction>(
    _ assignment: WindowAssignment<Record>, of function: Function
  ) -> AlignedWindows? {
    guard let windows = plainWindows(assignment) else { return nil }
    return Function.self == ListAggregate<Record>.self && windows.slide < windows.size ? nil : windows
  }

  /// The operator for what panes do not do.
  /// - Parameter stateName: what the windows are kept under.
  @inlinable func windowOperator<Key, Kept, Out>(
    _ assignment: WindowAssignment<Record>, _ contents: WindowContents<Record, Key, Kept, Out>,
    stateName: String = WindowStateName.windows, _ context: OperatorContext, next: Output<Out>,
    late: LateRecordsOutput<Record>
  ) throws -> WindowOperator<Record, Key, Kept, Triggering, Out> {
    let store = KeyedStateStore<Key>(context)
    let state = WindowState<Key, Kept, Triggering.State>(
      stateName, try context.watermarkState(), account: store.newAccount(), isMerging: assignment.isMerging)
    try store.add(state)
    return WindowOperator(
      assignment, contents, trigger: trigger, lateness: lateness, service: context.subtask.processingTime,
      endsKeys: context.keyEnds != nil, store: store, state: state, results: EmitterCell(next), late: late)
  }

  /// In which order records are wanted in batch mode.
  @inlinable func inputOrder(for function: some AggregateFunction) -> InputOrder {
    let isPlain = evictor == nil && Triggering.self == DefaultTrigger<Record>.self && assigner.time == .event
    return isPlain && function.isCommutative ? .ofArrival : .byKey
  }

  /// What takes the records of one subtask's windows.
  @inlinable func output<Key: StreamKey, Function: AggregateFunction, Out: StreamCodable>(
    _ function: Function, key: @escaping @Sendable (Record) throws -> Key,
    _ process: @escaping @Sendable (Key, TimeWindow, Function.Output, inout Emitter<Out>) throws -> Void,
    _ context: OperatorContext, next: Output<Out>, late sideOutput: EmitterCell<Record>?
  ) throws -> Output<Record> where Function.Input == Record {
    let assignment = try WindowAssignment(assigner)
    let late = try LateRecordsOutput(sideOutput, context)
    if context.keyEnds == nil, let windows = panes(assignment, of: function) {
      return try paneOutput(windows, function, key: key, process, context, next: next, late: late)
    }
    let order = inputOrder(for: function)
    if let evictor {
      return try windowOperator(
        assignment, .evicting(evictor, function, process), context, next: next, late: late
      ).output(key, order, context, next: next)
    }
    guard let former = formerPanes(assignment, of: function) else {
      return try windowOperator(
        assignment, .aggregated(function, process), context, next: next, late: late
      ).output(key, order, context, next: next)
    }
    let inOrder = try windowOperator(
      assignment, .aggregated(function, process), stateName: WindowStateName.windowsInOrder, context, next: next,
      late: late)
    try context.restoreFormer(
      FormerPanes<Key, Function.Accumulator>(former) { try inOrder.adopt($2, of: $0, in: $1) })
    return try inOrder.output(key, order, context, next: next)
  }

  @inlinable func paneOutput<Key: StreamKey, Function: AggregateFunction, Out: StreamCodable>(
    _ windows: AlignedWindows, _ function: Function, key: @escaping @Sendable (Record) throws -> Key,
    _ process: @escaping @Sendable (Key, TimeWindow, Function.Output, inout Emitter<Out>) throws -> Void,
    _ context: OperatorContext, next: Output<Out>, late: LateRecordsOutput<Record>
  ) throws -> Output<Record> where Function.Input == Record {
    let store = KeyedStateStore<Key>(context)
    try context.restoreFormer(FormerWindows<Key, Function.Accumulator>())
    let state = PaneState<Key, Function.Accumulator>(
      windows, allowedLateness: lateness, try context.watermarkState(), account: store.newAccount(), TableSnapshots())
    try store.add(state)
    let panes = PaneOperator(
      function, process: process, store: store, state: state, results: EmitterCell(next), late: late)
    return try KeyedInput.ordered(.ofArrival, key, context, into: panes.output(key, next: next))
  }
}

extension WindowedStream {
  /// All operators on windows are made with it.
  @inlinable func aggregate<Function: AggregateFunction, Out: StreamCodable>(
    _ name: String, _ function: Function,
    _ process: @escaping @Sendable (Key, TimeWindow, Function.Output, inout Emitter<Out>) throws -> Void
  ) -> DataStream<Out> where Function.Input == Record {
    let (key, windows) = (keyed.key, self.windows)
    return transform(name) { context, next, late in
      try windows.output(function, key: key, process, context, next: next, late: late)
    }
  }
}
