import Benchmark
import DataStream

func keyedStateBenchmarks() {
  keyedState("hundred integers", (0..<100).map { $0 * 7919 })
  keyedState("a million integers", (0..<1_000_000).map { $0 &* 0x9E37_79B9 })
  keyedState("ten thousand words", (0..<10_000).map { "word\($0)" })
  keyedState("ten thousand long strings", (0..<10_000).map { "a key of more than fifteen bytes \($0)" })
}

/// Adds one to the values of keys, in turn.
func keyedState<Key: StreamKey>(_ name: String, _ keys: [Key]) {
  Benchmark("keyed state: \(name)", configuration: job) { benchmark in
    let table = KeyedTable<Key, Int>()
    for key in keys { table.value(for: key, default: 0).pointee = 1 }
    benchmark.startMeasurement()
    var index = 0
    for _ in benchmark.scaledIterations {
      table.value(for: keys[index], default: 0).pointee += 1
      index = index + 1 == keys.count ? 0 : index + 1
    }
    benchmark.stopMeasurement()
    blackHole(table.count)
  }
}
