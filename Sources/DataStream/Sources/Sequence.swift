public import TaskRuntime

extension StreamExecutionEnvironment {
  /// The whole numbers from `first` to `last`, both included. Every subtask emits a contiguous part of them.
  ///
  /// ```swift
  /// env.generateSequence(from: 1, to: 1_000_000).filter { $0 % 7 == 0 }.print()
  /// ```
  public func generateSequence(from first: Int, to last: Int) -> DataStream<Int> {
    fromSource(SequenceSource(from: first, to: last), name: "Sequence")
  }
}

/// The source behind ``StreamExecutionEnvironment/generateSequence(from:to:)``.
public struct SequenceSource: StreamSource {
  private let first: Int
  private let last: Int

  /// The numbers from `first` to `last`, both included; none where they are in the wrong order.
  public init(from first: Int, to last: Int) {
    self.first = first
    self.last = last
  }

  /// Bounded, however large.
  public var boundedness: Boundedness { .bounded }

  /// A contiguous part for every subtask.
  public func splits(parallelism: Int) -> [[IndexRange]] {
    IndexRange.dealt(from: first, to: last, parallelism: parallelism)
  }

  /// A reader at the lowest number of a range.
  public func reader(for split: IndexRange) -> SequenceReader { SequenceReader(rest: split) }
}

/// Emits the numbers of a range.
public struct SequenceReader: SplitReader {
  /// The numbers that have not been reached.
  public private(set) var rest: IndexRange?

  init(rest: IndexRange) { self.rest = rest }

  /// Emits a batch.
  public mutating func emitChunk(to out: inout Emitter<Int>) -> ReadStatus {
    guard let next = rest.removeFirst(Emitter<Int>.batchSize) else { return .endOfInput }
    for offset in 0...next.last &- next.first { out.emit(next.first &+ offset) }
    return rest == nil ? .endOfInput : .moreAvailable
  }
}
