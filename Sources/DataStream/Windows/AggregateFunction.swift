public import StreamRecords

/// Computes one result of many records, bit by bit.
///
/// ```swift
/// struct Average: AggregateFunction {
///   func createAccumulator() -> KeyValue<Int, Int> { KeyValue(0, 0) }
///   func add(_ bid: Bid, to sum: inout KeyValue<Int, Int>) { sum = KeyValue(sum.key + bid.price, sum.value + 1) }
///   func merge(_ other: KeyValue<Int, Int>, into sum: inout KeyValue<Int, Int>) {
///     sum = KeyValue(sum.key + other.key, sum.value + other.value)
///   }
///   func getResult(_ sum: KeyValue<Int, Int>) -> Double { Double(sum.key) / Double(sum.value) }
/// }
/// bids.keyBy { $0.auction }.window(.tumbling(.seconds(10))).aggregate(Average())
/// ```
/// Records are added in the order in which they come; accumulators are merged when sessions become one. In batch mode the
/// records of a key come in order of event time. An error that a function throws fails the job.
public protocol AggregateFunction<Input, Output>: Sendable {
  associatedtype Input
  associatedtype Accumulator: StreamCodable
  associatedtype Output

  /// An accumulator of no records.
  func createAccumulator() -> Accumulator

  /// Takes in one record.
  func add(_ record: Input, to accumulator: inout Accumulator) throws

  /// Takes in all records of another accumulator.
  func merge(_ other: Accumulator, into accumulator: inout Accumulator) throws

  /// The result of all records that were taken in.
  func getResult(_ accumulator: Accumulator) throws -> Output

  /// Whether the result is the same in whatever order records are added, and however they are grouped into accumulators that
  /// are merged; false unless declared.
  ///
  /// Overlapping windows are several times as fast where it is true: a record is added once, and accumulators are merged.
  /// Merging an accumulator with a new one must not change it then. Averages of whole numbers are commutative; the latest
  /// record is not, and neither are sums of floating-point numbers, whose last digits depend on the order.
  var isCommutative: Bool { get }
}

extension AggregateFunction {
  /// False.
  @inlinable public var isCommutative: Bool { false }
}
