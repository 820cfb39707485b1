import DreyModel
import Glibc

@testable import DataStream

/// What a test's stream consists of: records with event times, and watermarks where they are wanted.
enum Step: Sendable {
  case record(key: Int, time: Int)
  case watermark(Int)
}

/// A record of a test's stream.
struct Tick: StreamCodable, Equatable {
  var key: Int
  var time: Int

  static func put(_ tick: Tick, into writer: inout ByteWriter) {
    writer.integer(tick.key)
    writer.integer(tick.time)
  }
  static func get(from reader: inout ByteReader) -> Tick { Tick(key: reader.integer(), time: reader.integer()) }
}

extension StreamExecutionEnvironment {
  /// A stream that brings records and watermarks in exactly this order.
  func steps(_ steps: [Step]) -> DataStream<Tick> {
    fromCollection(Array(steps.indices)).transform("Steps") { _, next in
      let cell = EmitterCell<Tick>(next)
      return Output(
        batch: { batch in
          try batch.consumeEach { index in
            switch steps[index] {
            case .record(let key, let time): cell.emitter.pointee.emit(Tick(key: key, time: time), timestamp: time)
            case .watermark(let time):
              try cell.emitter.pointee.endBatch()
              try next.signal(.watermark(time))
            }
          }
          try cell.emitter.pointee.endBatch()
        }, signal: next.signal)
    }
  }
}

extension SeededGenerator {
  /// Records with growing watermarks between them, most of them later than these.
  mutating func steps(count: Int, keys: Int) -> [Step] {
    var time = 0
    return (0..<count).map { _ in
      if Int.random(in: 0..<8, using: &self) == 0 {
        time += Int.random(in: 1...60, using: &self)
        return .watermark(time)
      }
      return .record(
        key: Int.random(in: 0..<keys, using: &self), time: max(0, time + Int.random(in: -20...120, using: &self)))
    }
  }
}
