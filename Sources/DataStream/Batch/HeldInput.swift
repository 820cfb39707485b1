public import StreamRecords
public import TaskRuntime

/// Holds the records of one subtask's input back until another input has ended: in batch mode a broadcast stream comes first.
@usableFromInline
final class HeldInput<Record: StreamCodable>: KeyedState {
  @usableFromInline let name = FormerHeldInput.stateName
  @usableFromInline let distribution = StateDistribution.split
  private let account: MemoryAccount
  private let endBatch: () throws -> Void
  private let emitter: EmitterCell<Record>
  private let output: Output<Record>
  private var held: [TimestampedValue<Record>] = []
  private var isReleased = false
  private static var recordsPerPiece: Int { 256 }

  private init(_ output: Output<Record>, account: MemoryAccount, endBatch: @escaping () throws -> Void) {
    self.output = output
    self.account = account
    self.endBatch = endBatch
    emitter = EmitterCell(output)
  }

  /// Both inputs, the first of which is held back in batch mode.
  @usableFromInline static func behindBroadcast<Broadcast>(
    _ context: OperatorContext, into outputs: (Output<Record>, Output<Broadcast>)
  ) throws -> (Output<Record>, Output<Broadcast>) {
    guard context.keyEnds != nil else {
      try context.restoreFormer(FormerHeldInput())
      return outputs
    }
    let store = KeyedStateStore<Bool>(context)
    let held = HeldInput(outputs.0, account: store.newAccount(), endBatch: { try store.endBatch() })
    try store.add(held)
    return (
      Output(batch: held.take, signal: outputs.0.signal),
      Output(
        batch: outputs.1.batch,
        signal: { signal in
          if signal == .watermark(.max) { try held.release() }
          try outputs.1.signal(signal)
        })
    )
  }

  private func take(_ batch: Batch<Record>) throws {
    if isReleased { return try output.batch(batch) }
    let before = byteCountOfRecords
    var index = 0
    batch.consumeEach { record in
      held.append(TimestampedValue(record, timestamp: batch.timestamps.map { $0[index] }))
      index &+= 1
    }
    account.follow(from: before, to: byteCountOfRecords)
    try endBatch()
  }

  private func release() throws {
    guard !isReleased else { return }
    isReleased = true
    account.giveBack(byteCountOfRecords)
    let records = held
    held = []
    try emitter.deliver(records)
  }

  private var byteCountOfRecords: Int { held.capacity * MemoryLayout<TimestampedValue<Record>>.stride }

  @usableFromInline var entryCount: Int { held.count }
  @usableFromInline var byteCount: Int { account.bytes }
  @usableFromInline var refusedBytes: Int { account.refused }

  @usableFromInline func beginSnapshot(_ pieces: SnapshotPieces) throws {
    for start in stride(from: 0, to: held.count, by: Self.recordsPerPiece) {
      let end = min(held.count, start + Self.recordsPerPiece)
      try pieces.append { try [TimestampedValue<Record>].put(Array(held[start..<end]), into: &$0) }
    }
  }

  @usableFromInline func restore(from reader: inout ByteReader, owned: OwnedKeyGroups) throws {
    let restored = try [TimestampedValue<Record>].get(from: &reader)
    guard !reader.failed else { return }
    let before = byteCountOfRecords
    held += restored
    account.follow(from: before, to: byteCountOfRecords)
  }
}

/// Refuses what was held back of the input of a job in batch mode, in a job that runs in streaming mode.
final class FormerHeldInput: SnapshotState {
  static let stateName = "held input"

  let name = stateName
  let distribution = StateDistribution.split
  private var isEmpty = true

  func beginSnapshot(_ pieces: SnapshotPieces) {}

  func restore(from reader: inout ByteReader, owned: OwnedKeyGroups) {
    isEmpty = false
    _ = reader.bytes(reader.remaining)
  }

  func endRestore() throws { if !isEmpty { throw BatchFailures.savedInBatchMode() } }
}
