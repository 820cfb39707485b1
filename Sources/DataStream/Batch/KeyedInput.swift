public import StreamRecords
public import TaskRuntime

/// The order of the input of operators with keys: batch mode puts the input in order, streaming mode leaves it as it is.
///
/// The mode is looked at here and where watermarks come from, and nowhere else for the sake of order.
@usableFromInline
enum KeyedInput<Key: StreamKey> {
  /// Returns the output that puts one input in order.
  @inlinable static func ordered<Record: StreamCodable>(
    _ order: InputOrder, _ key: @escaping @Sendable (Record) throws -> Key, _ context: OperatorContext,
    into output: Output<Record>
  ) throws -> Output<Record> {
    guard let keyEnds = context.keyEnds else {
      try context.restoreFormer(FormerBatchInput<Key, Record>())
      return output
    }
    guard order != .ofArrival else { return output }
    let sorted = try SortedInput<Key, Record>(context)
    let emitter = EmitterCell(output)
    let replay = { try sorted.replay({ try emitter.deliver($0) }, end: order == .byKey ? keyEnds.end : {}) }
    return Output(
      batch: { batch in
        if order == .byTime, batch.timestamps == nil { return try output.batch(batch) }
        try sorted.take(batch, key)
      },
      signal: InputsEnd(inputs: 1, replay).input(0, output.signal))
  }

  /// Two inputs, of which each key's records come in one order.
  @inlinable static func ordered<First: StreamCodable, Second: StreamCodable>(
    _ keys: (@Sendable (First) throws -> Key, @Sendable (Second) throws -> Key), _ context: OperatorContext,
    into outputs: (Output<First>, Output<Second>)
  ) throws -> (Output<First>, Output<Second>) {
    typealias Either = TaggedUnion<First, Second>
    guard let keyEnds = context.keyEnds else {
      try context.restoreFormer(FormerBatchInput<Key, Either>())
      return outputs
    }
    let sorted = try SortedInput<Key, Either>(context) { if case .first = $0 { 0 } else { 1 } }
    let (first, second) = (EmitterCell(outputs.0), EmitterCell(outputs.1))
    let key = { (record: Either) in
      switch record {
      case .first(let record): try keys.0(record)
      case .second(let record): try keys.1(record)
      }
    }
    let ends = InputsEnd(inputs: 2) {
      try sorted.replay({ try deliver($0, first, second) }, end: keyEnds.end)
    }
    let firstTags = EmitterCell(Output<Either>(batch: { try sorted.take($0, key) }, signal: { _ in }))
    let secondTags = EmitterCell(Output<Either>(batch: { try sorted.take($0, key) }, signal: { _ in }))
    return (
      Output(
        batch: { try $0.map(into: firstTags.emitter) { .first($0) } }, signal: ends.input(0, outputs.0.signal)),
      Output(
        batch: { try $0.map(into: secondTags.emitter) { .second($0) } }, signal: ends.input(1, outputs.1.signal))
    )
  }

  /// Emits each record where it belongs; a batch ends where the other stream goes on.
  @inlinable static func deliver<First: StreamCodable, Second: StreamCodable>(
    _ records: [TimestampedValue<TaggedUnion<First, Second>>], _ first: EmitterCell<First>,
    _ second: EmitterCell<Second>
  ) throws {
    var isFirst = true
    for record in records {
      switch record.value {
      case .first(let value):
        if !isFirst { try second.emitter.pointee.endBatch() }
        isFirst = true
        first.emit(value, record.timestamp)
      case .second(let value):
        if isFirst { try first.emitter.pointee.endBatch() }
        isFirst = false
        second.emit(value, record.timestamp)
      }
    }
    try first.emitter.pointee.endBatch()
    try second.emitter.pointee.endBatch()
  }

  /// An input with keys and one that is broadcast, all of which comes first.
  @inlinable static func behindBroadcast<Record: StreamCodable, Broadcast>(
    _ key: @escaping @Sendable (Record) throws -> Key, _ context: OperatorContext,
    into outputs: (Output<Record>, Output<Broadcast>)
  ) throws -> (Output<Record>, Output<Broadcast>) {
    guard let keyEnds = context.keyEnds else {
      try context.restoreFormer(FormerBatchInput<Key, Record>())
      return outputs
    }
    let sorted = try SortedInput<Key, Record>(context)
    let emitter = EmitterCell(outputs.0)
    let ends = InputsEnd(inputs: 2) { try sorted.replay({ try emitter.deliver($0) }, end: keyEnds.end) }
    return (
      Output(batch: { try sorted.take($0, key) }, signal: ends.input(0, outputs.0.signal)),
      Output(batch: outputs.1.batch, signal: ends.input(1, outputs.1.signal))
    )
  }
}

/// Hands over what was kept, once all inputs of an operator have ended; until then nothing is told of time.
@usableFromInline
final class InputsEnd {
  private var isOpen: [Bool]
  private let replay: () throws -> Void

  @usableFromInline init(inputs: Int, _ replay: @escaping () throws -> Void) {
    isOpen = Array(repeating: true, count: inputs)
    self.replay = replay
  }

  /// Returns the function that takes the signals of one input.
  @usableFromInline func input(
    _ index: Int, _ target: @escaping (Signal) throws -> Void
  ) -> (Signal) throws -> Void {
    { signal in
      switch signal {
      case .watermark(.max), .endOfInput:
        self.isOpen[index] = false
        if self.isOpen.allSatisfy({ !$0 }) { try self.replay() }
      case .watermark, .idle, .active: return
      default: break
      }
      try target(signal)
    }
  }
}

extension EmitterCell {
  /// Emits records, and ends the batch behind the last.
  @inlinable func deliver(_ records: [TimestampedValue<Record>]) throws where Record: StreamCodable {
    var count = 0
    for record in records {
      emit(record.value, record.timestamp)
      count &+= 1
      if count % Emitter<Record>.batchSize == 0 { try emitter.pointee.endBatch() }
    }
    try emitter.pointee.endBatch()
  }

  @inlinable func emit(_ record: Record, _ timestamp: Int?) {
    if let timestamp {
      emitter.pointee.emit(record, timestamp: timestamp)
    } else {
      emitter.pointee.endTimestamps()
      emitter.pointee.emit(record)
    }
  }
}
