import DreyModel

extension SubtaskContext {
  /// Runs a subtask that has no input: `produce` emits its records, then the end is told.
  @inlinable public func runSource<Record>(
    into output: Output<Record>, _ produce: (SubtaskContext, inout Emitter<Record>) throws -> Void
  ) throws {
    flushRegularly { try output.signal(.flush) }
    sendBarriers(by: output.signal)
    let cell = EmitterCell(output)
    do {
      try produce(self, &cell.emitter.pointee)
      try cell.emitter.pointee.endBatch()
    } catch let stop as SourceStop {
      return try endJob(stop)
    }
    try output.signal(.watermark(.max))
    try output.signal(.endOfInput)
  }

  @usableFromInline func flushRegularly(_ flush: @escaping () throws -> Void) {
    processingTime.registerTimer(everyMilliseconds: bufferTimeout) { _ in try flush() }
  }

  /// Lets checkpoints begin here.
  @usableFromInline func sendBarriers(by signal: @escaping (Signal) throws -> Void) {
    checkpoints.onTrigger { [checkpoints] trigger in
      if trigger.kind == .drain { try signal(.watermark(.max)) }
      try signal(.barrier(CheckpointBarrier(trigger)))
      checkpoints.begin(trigger)
      if trigger.kind.endsJob { throw SourceStop(trigger: trigger) }
    }
  }

  @usableFromInline func endJob(_ stop: SourceStop) throws {
    try checkpoints.awaitCompletion(of: stop.trigger)
    try checkpoints.sendEndings()
  }
}

/// Ends a source behind the barrier of a savepoint after which the job ends.
@usableFromInline
struct SourceStop: Error {
  let trigger: CheckpointTrigger
}
