public import TaskRuntime

/// Makes one of an operator's side outputs, whatever its records are.
@usableFromInline
protocol SideOutputFactory: Sendable {
  /// The type of the output's records.
  var record: ObjectIdentifier { get }

  /// The operators that read from the side output `id` of an operator.
  func gathered(of node: OperatorNode, id: String, _ lowering: Lowering) -> any SideOutputFactory

  func make(_ id: String, _ context: SubtaskContext) throws -> SideOutputs.Entry
}

extension OutputFactory: SideOutputFactory {
  @usableFromInline var record: ObjectIdentifier { ObjectIdentifier(Record.self) }

  @usableFromInline func gathered(of node: OperatorNode, id: String, _ lowering: Lowering) -> any SideOutputFactory {
    lowering.output(of: node, sideOutput: id, as: Record.self)
  }

  @usableFromInline func make(_ id: String, _ context: SubtaskContext) throws -> SideOutputs.Entry {
    let next = try make(context)
    let cell = EmitterCell(next)
    return SideOutputs.Entry(
      id: id, type: ObjectIdentifier(Record.self), cell: cell, endBatch: { try cell.emitter.pointee.endBatch() },
      signal: next.signal)
  }
}

/// The side outputs of one operator's subtask that somebody reads from.
@usableFromInline
final class SideOutputs {
  @usableFromInline
  struct Entry {
    @usableFromInline let id: String
    @usableFromInline let type: ObjectIdentifier
    /// An `EmitterCell` of that type.
    @usableFromInline let cell: AnyObject
    let endBatch: () throws -> Void
    let signal: (Signal) throws -> Void
  }

  @usableFromInline let entries: [Entry]

  @usableFromInline init(_ entries: [Entry]) { self.entries = entries }

  /// Emits a record to a side output; drops it where nobody reads from there.
  @inlinable func emit<Record>(_ record: Record, to tag: OutputTag<Record>, timestamp: Int?) {
    for entry in entries where entry.id == tag.id && entry.type == ObjectIdentifier(Record.self) {
      let emitter = unsafeDowncast(entry.cell, to: EmitterCell<Record>.self).emitter
      if let timestamp { return emitter.pointee.emit(record, timestamp: timestamp) }
      emitter.pointee.endTimestamps()
      emitter.pointee.emit(record)
    }
  }

  @usableFromInline func endBatch() throws { for entry in entries { try entry.endBatch() } }

  /// An operator's main output, whose signals go to the side outputs as well: also those to which it never emits anything
  /// have to come to an end.
  @usableFromInline func following<Record>(_ output: Output<Record>) -> Output<Record> {
    guard !entries.isEmpty else { return output }
    return Output(
      batch: output.batch,
      signal: { signal in
        for entry in self.entries {
          try entry.endBatch()
          try entry.signal(signal)
        }
        try output.signal(signal)
      })
  }
}
