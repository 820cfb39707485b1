extension SubtaskContext {
  /// Runs a subtask that has no input: `produce` emits its records, then the end is told.
  @inlinable public func runSource<Record>(
    into output: Output<Record>, _ produce: (SubtaskContext, inout Emitter<Record>) throws -> Void
  ) throws {
    flushRegularly { try output.signal(.flush) }
    let cell = EmitterCell(output)
    try produce(self, &cell.emitter.pointee)
    try cell.emitter.pointee.endBatch()
    try output.signal(.watermark(.max))
    try output.signal(.endOfInput)
  }

  @usableFromInline func flushRegularly(_ flush: @escaping () throws -> Void) {
    processingTime.registerTimer(everyMilliseconds: bufferTimeout) { _ in try flush() }
  }
}
