public import StreamRecords
public import TaskRuntime

extension StreamExecutionEnvironment {
  /// As many records as wanted, each made of its index; Flink's `DataGeneratorSource`.
  ///
  /// ```swift
  /// env.generate(count: 1_000_000) { index in Bid(auction: index % 100, price: index &* 7919 % 1000) }.print()
  /// ```
  /// Every subtask makes the records of a contiguous part of the indices, which begin with 0. `make` returns the same for
  /// the same index, so that the source can begin again anywhere.
  @inlinable public func generate<Record: StreamCodable>(
    count: Int = .max, _ make: @escaping @Sendable (_ index: Int) throws -> Record
  ) -> DataStream<Record> {
    fromSource(GeneratorSource(count: count, make), name: "Generator")
  }
}

/// The source behind ``StreamExecutionEnvironment/generate(count:_:)``.
public struct GeneratorSource<Record: StreamCodable>: StreamSource {
  @usableFromInline let count: Int
  /// Emits the records of some indices. One closure for many of them, so that `make` can become a part of it.
  @usableFromInline let emit: @Sendable (IndexRange, inout Emitter<Record>) throws -> Void

  /// - Parameter make: makes the record of an index from 0 to `count`, exclusive.
  @inlinable public init(count: Int, _ make: @escaping @Sendable (Int) throws -> Record) {
    self.count = count
    emit = { range, out in
      let first = range.first
      for offset in 0...range.last &- first { out.emit(try make(first &+ offset)) }
    }
  }

  /// Bounded, however large.
  public var boundedness: Boundedness { .bounded }

  /// A contiguous part for every subtask.
  public func splits(parallelism: Int) -> [[IndexRange]] {
    IndexRange.dealt(from: 0, to: max(0, count) - 1, parallelism: parallelism)
  }

  /// A reader at the lowest number of a range.
  @inlinable public func reader(for split: IndexRange) -> GeneratorReader<Record> {
    GeneratorReader(rest: split, emit)
  }
}

/// Emits the records of a range of indices.
public struct GeneratorReader<Record: StreamCodable>: SplitReader {
  /// The numbers that have not been reached.
  public private(set) var rest: IndexRange?
  @usableFromInline let emit: @Sendable (IndexRange, inout Emitter<Record>) throws -> Void

  @usableFromInline
  init(rest: IndexRange, _ emit: @escaping @Sendable (IndexRange, inout Emitter<Record>) throws -> Void) {
    self.rest = rest
    self.emit = emit
  }

  /// Emits a batch.
  @inlinable public mutating func emitChunk(to out: inout Emitter<Record>) throws -> ReadStatus {
    guard let next = nextIndices() else { return .endOfInput }
    try emit(next, &out)
    return .moreAvailable
  }

  @usableFromInline mutating func nextIndices() -> IndexRange? { rest.removeFirst(Emitter<Record>.batchSize) }
}
