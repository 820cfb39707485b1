import DreyModel
import Glibc
import StreamRecords

@testable import DataStream

/// A job with three sinks, and the ways in which its author edits it between two runs.
struct EditedJob {
  /// The change that is made to a job.
  enum Edit: String, CaseIterable {
    case nothing, addsAnOperator, addsTwo, removesAnOperator, reordersOperators, renames, replacesAnOperator
    case raisesTheParallelism, lowersTheParallelism, changesTheParallelismOfSinks, disablesChaining
    case swapsTheSinks, addsASink, removesASink
  }

  var edit = Edit.nothing
  var hasUIDs = true
  /// Microseconds per record, so that there is time for checkpoints.
  var pace: UInt32 = 300
  let folder: String
  static let count = 4000

  var parallelism: Int {
    switch edit {
    case .raisesTheParallelism: 3
    case .lowersTheParallelism: 1
    default: 2
    }
  }

  func define(_ env: StreamExecutionEnvironment) {
    env.setMaxParallelism(16)
    if edit == .disablesChaining { env.disableOperatorChaining() }
    let numbers = uid(
      "numbers",
      env.generate(count: Self.count) { [pace] index in
        if pace > 0 { usleep(pace) }
        return index
      })
    let timed = uid("times", numbers.assignTimestampsAndWatermarks(.forBoundedOutOfOrderness(.seconds(100)) { $0 }))
    let sinks = [counts, odds, joined]
    for sink in edit == .swapsTheSinks ? [sinks[1], sinks[0], sinks[2]] : sinks { sink(timed) }
    if edit == .addsASink { sink("copy", "copy-out", timed.map { "\($0)" }) }
  }

  /// Counts per key of even numbers.
  private func counts(_ numbers: DataStream<Int>) {
    var numbers = numbers
    if edit == .addsAnOperator || edit == .addsTwo { numbers = uid("added", numbers.map { $0 }) }
    if edit == .addsTwo { numbers = uid("added too", numbers.map { $0 }) }
    let evens: DataStream<Int>
    if edit == .reordersOperators {
      evens = uid("evens", uid("same", numbers.map { $0 }).filter { $0 % 2 == 0 })
    } else if edit == .replacesAnOperator {
      evens = uid("evens", numbers.flatMap { number, out in if number % 2 == 0 { out.emit(number) } })
    } else {
      evens = uid("evens", numbers.filter { $0 % 2 == 0 })
    }
    let same = edit == .removesAnOperator || edit == .reordersOperators ? evens : uid("same", evens.map { $0 })
    let counts = uid("counts", same.keyBy { $0 % 7 }.count())
    if edit == .renames { counts.name("Numbers of evens") }
    sink("counts", "counts-out", uid("count-text", counts.map { "\($0.key) \($0.value)" }))
  }

  private func odds(_ numbers: DataStream<Int>) {
    guard edit != .removesASink else { return }
    let odds = uid("odds", numbers.filter { $0 % 2 == 1 })
    sink("odds", "odds-out", uid("odd-text", odds.map { "\($0)" }))
  }

  /// Each number with itself, by way of windows.
  private func joined(_ numbers: DataStream<Int>) {
    let joined = numbers.join(numbers).where { $0 }.equalTo { $0 }.window(.tumbling(.milliseconds(50)))
      .apply { first, second in "\(first) \(second)" }
    sink("joined", "joined-out", uid("joined", joined))
  }

  private func sink(_ name: String, _ uid: String, _ lines: DataStream<String>) {
    let sink = lines.writeText("\(folder)/\(name)")
    if hasUIDs { sink.uid(uid) }
    if edit == .renames { sink.name("Results: \(name)") }
    if edit == .changesTheParallelismOfSinks { sink.setParallelism(3) }
  }

  private func uid<Record>(_ uid: String, _ stream: DataStream<Record>) -> DataStream<Record> {
    hasUIDs ? stream.uid(uid) : stream
  }

  /// The lines that the sinks have written in the end.
  static var expected: [String: [String]] {
    let evens = (0..<count).filter { $0 % 2 == 0 }
    let perKey = Dictionary(grouping: evens) { $0 % 7 }.mapValues(\.count)
    return [
      "counts": perKey.flatMap { key, count in (1...count).map { "\(key) \($0)" } }.sorted(),
      "odds": (0..<count).filter { $0 % 2 == 1 }.map { "\($0)" }.sorted(),
      "joined": (0..<count).map { "\($0) \($0)" }.sorted(),
    ]
  }
}
