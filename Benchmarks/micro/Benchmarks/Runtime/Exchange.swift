import Benchmark
import DataStream

/// From subtask to subtask of one process.
func exchangeBenchmarks() {
  exchange("rebalance, 1 to 1") { $0.rebalance() }
  exchange("rebalance, 2 to 2", parallelism: 2) { $0.rebalance() }
  Benchmark("exchange: keyBy and count, 2 to 2", configuration: job) { benchmark in
    let env = try StreamExecutionEnvironment.createLocalEnvironment(parallelism: 2)
    env.setRuntimeMode(.batch)
    env.generateSequence(from: 1, to: benchmark.scaledIterations.count).keyBy { $0 & 1023 }.count().blackHoled()
    try await env.execute("exchange")
  }
}

func exchange(
  _ name: String, parallelism: Int = 1, _ partitioned: @escaping @Sendable (DataStream<Int>) -> DataStream<Int>
) {
  Benchmark("exchange: \(name)", configuration: job) { benchmark in
    let env = try StreamExecutionEnvironment.createLocalEnvironment(parallelism: parallelism)
    let numbers = env.generateSequence(from: 1, to: benchmark.scaledIterations.count)
    partitioned(numbers).map { $0 &+ 1 }.blackHoled()
    try await env.execute("exchange")
  }
}
