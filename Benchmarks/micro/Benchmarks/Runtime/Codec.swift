import Benchmark
import DataStream

func codecBenchmarks() {
  codec("four integers, by hand", Bid.samples)
  codec("four integers, Codable", CodableBid.samples)
  codec("four integers, JSON", CodableBid.samples.map { JSON(value: $0) })
  codec("word and count, by hand", WordCount.samples)
  codec("word and count, Codable", CodableWordCount.samples)
  codec("word and count, JSON", CodableWordCount.samples.map { JSON(value: $0) })
}

/// Encodes and decodes a thousand records.
func codec<Record: StreamCodable>(_ name: String, _ records: [Record]) {
  Benchmark("codec: \(name)") { benchmark in
    for _ in 0..<benchmark.scaledIterations.count / records.count {
      var writer = ByteWriter(capacity: 64 << 10)
      for record in records { try Record.put(record, into: &writer) }
      try writer.withBytes { bytes in
        var reader = ByteReader(bytes)
        for _ in records { blackHole(try Record.get(from: &reader)) }
      }
    }
  }
}
