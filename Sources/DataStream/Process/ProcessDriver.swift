public import StreamRecords
public import TaskRuntime

/// Calls one subtask's process function with records and timers, whatever protocol it conforms to.
@usableFromInline
struct ProcessDriver<Function, Key: StreamKey, Out> {
  @usableFromInline let core: ProcessCore<Key>
  @usableFromInline let function: FunctionBox<Function>
  @usableFromInline let cell: EmitterCell<Out>

  @inlinable init(_ core: ProcessCore<Key>, _ function: Function, next: Output<Out>) {
    self.core = core
    self.function = FunctionBox(function)
    cell = EmitterCell(next)
  }

  /// Calls `call` for each record of a batch, after everything was set to its key and time.
  @inlinable @inline(__always) func process<Record>(
    _ batch: Batch<Record>, key: (Record) throws -> Key,
    _ call: (UnsafeMutablePointer<Function>, Record, inout Emitter<Out>) throws -> Void
  ) throws {
    let current = core.store.current
    try processWithoutKey(batch) { function, record, out in
      current.set(try key(record))
      try call(function, record, &out)
    }
  }

  /// Calls `call` for each record of a batch, after everything was set to its time.
  @inlinable @inline(__always) func processWithoutKey<Record>(
    _ batch: Batch<Record>, _ call: (UnsafeMutablePointer<Function>, Record, inout Emitter<Out>) throws -> Void
  ) throws {
    let (emitter, function, moment) = (cell.emitter, function.function, core.moment)
    moment.pointee.domain = nil
    if let timestamps = batch.timestamps {
      var index = 0
      try batch.consumeEach { record in
        moment.pointee.timestamp = timestamps[index]
        emitter.pointee.setTimestamp(timestamps[index])
        index &+= 1
        try call(function, record, &emitter.pointee)
      }
    } else {
      moment.pointee.timestamp = nil
      emitter.pointee.endTimestamps()
      try batch.consumeEach { record in try call(function, record, &emitter.pointee) }
    }
    try endBatch()
  }

  @inlinable func endBatch() throws {
    try cell.emitter.pointee.endBatch()
    try core.endBatch()
  }

  /// Makes what calls `onTimer` for the timers that are due; whoever has it has to keep it.
  @inlinable func firing(
    _ onTimer: @escaping (UnsafeMutablePointer<Function>, _ time: Int, inout Emitter<Out>) throws -> Void
  ) -> TimerFiring {
    let firing = TimerFiring { domain, now in
      let (emitter, moment) = (cell.emitter, core.moment)
      let timers = domain == .eventTime ? core.eventTimers : core.processingTimers
      var fired = 0
      while let (time, key) = timers.popDue(at: now) {
        // As with records, what goes wrong with output and state comes out once per batch.
        fired &+= 1
        if fired % Emitter<Out>.batchSize == 0 { try endBatch() }
        core.store.current.set(key)
        (moment.pointee.timestamp, moment.pointee.domain) = (time, domain)
        if domain == .eventTime { emitter.pointee.setTimestamp(time) } else { emitter.pointee.endTimestamps() }
        try onTimer(function.function, time, &emitter.pointee)
      }
      try endBatch()
    }
    core.setFiring(firing)
    return firing
  }

  /// What takes the signals of the operator's input: watermarks let timers fire before they are passed on.
  @inlinable func signals(
    _ firing: TimerFiring, next: @escaping (Signal) throws -> Void
  ) -> (Signal) throws -> Void {
    { signal in
      if case .watermark(let time) = signal, core.watermark.advance(to: time) { try firing.fire(.eventTime, time) }
      try next(signal)
    }
  }
}

/// A function that is called through a pointer, since a class's `var` costs an exclusivity check per access.
@usableFromInline
final class FunctionBox<Function> {
  @usableFromInline let function: UnsafeMutablePointer<Function>

  @inlinable init(_ function: Function) {
    self.function = .allocate(capacity: 1)
    self.function.initialize(to: function)
  }

  @inlinable deinit {
    function.deinitialize(count: 1)
    function.deallocate()
  }
}
