public import TaskRuntime

/// Where records of one subtask go that come too late: to a side output, or nowhere, which is counted.
@usableFromInline
struct LateRecordsOutput<Record> {
  @usableFromInline let sideOutput: EmitterCell<Record>?
  @usableFromInline let counter: LateRecordCounter

  @inlinable init(_ sideOutput: EmitterCell<Record>?, _ context: OperatorContext) throws {
    self.sideOutput = sideOutput
    counter = try context.lateRecordCounter()
  }

  @inlinable func take(_ record: Record, at time: Int) {
    if let sideOutput {
      sideOutput.emitter.pointee.emit(record, timestamp: time)
    } else {
      counter.drop()
    }
  }

  @inlinable func endBatch() throws { try sideOutput?.emitter.pointee.endBatch() }
}

extension OperatorContext {
  /// Counts what the operator drops since it comes too late; there is one per operator.
  @usableFromInline func lateRecordCounter() throws -> LateRecordCounter {
    let counter = LateRecordCounter(name, subtask)
    try register(counter)
    return counter
  }
}
