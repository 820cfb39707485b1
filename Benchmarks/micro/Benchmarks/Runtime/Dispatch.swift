import Benchmark
import DataStream

/// A source, operators, and a sink, chained into one subtask.
func dispatchBenchmarks() {
  chain("source and sink") { $0 }
  chain("map") { $0.map { $0 &+ 1 } }
  chain("map, filter, map") { $0.map { $0 &+ 1 }.filter { $0 & 7 != 0 }.map { $0 &* 3 } }
  chain("eight maps") { numbers in (0..<8).reduce(numbers) { stream, step in stream.map { $0 &+ step } } }
}

func chain(_ name: String, _ operators: @escaping @Sendable (DataStream<Int>) -> DataStream<Int>) {
  Benchmark("dispatch: \(name)", configuration: job) { benchmark in
    let env = try StreamExecutionEnvironment.createLocalEnvironment()
    operators(env.generateSequence(from: 1, to: benchmark.scaledIterations.count)).blackHoled()
    try await env.execute("dispatch")
  }
}

extension DataStream {
  /// Takes all records, and the compiler cannot leave out the work that made them.
  func blackHoled() {
    sink("Sink: Discard") { _ in Output(batch: { batch in batch.consumeEach { blackHole($0) } }, signal: { _ in }) }
  }
}
