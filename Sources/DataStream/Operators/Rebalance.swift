public import StreamRecords
public import TaskRuntime

extension DataStream {
  /// Deals the records to the subtasks of the next operator, one after the other, so that all get as many.
  ///
  /// ```swift
  /// env.fromCollection(lines).rebalance().map { parse($0) }.print()
  /// ```
  @inlinable public func rebalance() -> DataStream<Record> {
    partitioned(.rebalance) { context, edge in try Rebalancing.output(context.subtask, edge: edge) }
  }
}

@usableFromInline
enum Rebalancing {
  /// Sends records to all downstream subtasks in turn; along a forward edge there is just one.
  @inlinable static func output<Record: StreamCodable>(
    _ context: SubtaskContext, edge: Int
  ) throws -> Output<Record> {
    let partitioner = try Partitioner<Record>(context, edge: edge)
    guard partitioner.channelCount > 1 else { return partitioner.toOneChannel() }
    // Subtasks begin at different places, so that short streams do not all end up in the first.
    let turn = Turn(context.index % partitioner.channelCount)
    return Output(
      batch: { batch in
        var channel = turn.next
        try partitioner.send(batch) { _ in
          defer { channel = channel &+ 1 == partitioner.channelCount ? 0 : channel &+ 1 }
          return channel
        }
        turn.next = channel
      },
      signal: partitioner.signal)
  }

  @usableFromInline
  final class Turn {
    @usableFromInline var next: Int

    @usableFromInline init(_ next: Int) { self.next = next }
  }
}

extension Partitioner {
  /// Sends all records to the first downstream subtask, or the only one there is.
  @inlinable func toOneChannel() -> Output<Record> {
    Output(batch: { batch in try self.send(batch, toChannel: 0) }, signal: self.signal)
  }
}
