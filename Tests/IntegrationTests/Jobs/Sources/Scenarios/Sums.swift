import DataStream
import Glibc

/// Sums of windows of the readings in a folder of files, written by a sink that commits with checkpoints; as slowly as wanted,
/// so that something can happen meanwhile.
enum Sums {
  /// A line `KEY TIME VALUE`.
  struct Reading: StreamCodable {
    var key: Int
    var time: Int
    var value: Int

    static func put(_ reading: Reading, into writer: inout ByteWriter) {
      for number in [reading.key, reading.time, reading.value] { Int.put(number, into: &writer) }
    }

    static func get(from reader: inout ByteReader) -> Reading {
      let (key, time) = (Int.get(from: &reader), Int.get(from: &reader))
      return Reading(key: key, time: time, value: Int.get(from: &reader))
    }

    init(key: Int, time: Int, value: Int) { (self.key, self.time, self.value) = (key, time, value) }

    init(_ line: String) throws {
      let numbers = line.split(separator: " ").compactMap { Int($0) }
      guard numbers.count == 3 else { throw Mishap(text: "'\(line)' is no reading") }
      self.init(key: numbers[0], time: numbers[1], value: numbers[2])
    }
  }

  static func run(_ env: StreamExecutionEnvironment) async throws {
    let pause = try env.arguments.integer("pause", default: 0)
    env.setMaxParallelism(32)
    try env.readTextFile(env.arguments.require("input")).uid("lines")
      .richMap { _ in
        var count = 0
        return { line in
          count += 1
          // Microseconds per hundred lines.
          if pause > 0, count % 100 == 0 { usleep(UInt32(pause)) }
          return try Reading(line)
        }
      }.uid("readings")
      .assignTimestampsAndWatermarks(.forBoundedOutOfOrderness(.milliseconds(50)) { $0.time }).uid("times")
      .keyBy { $0.key }
      .window(.tumbling(.milliseconds(500)))
      .sum(by: { $0.value }) { key, window, sum, out in out.emit("\(key) \(window.end) \(sum)") }.uid("sums")
      .writeText(try env.arguments.require("output")).uid("output")
    try await env.execute("Sums")
  }
}
