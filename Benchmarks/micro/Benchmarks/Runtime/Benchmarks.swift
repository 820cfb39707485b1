import Benchmark

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.throughput, .wallClock], warmupIterations: 3, scalingFactor: .kilo, maxDuration: .seconds(2))
  codecBenchmarks()
  keyedStateBenchmarks()
  dispatchBenchmarks()
  exchangeBenchmarks()
}

/// For benchmarks that run a job, which takes a while to start.
var job: Benchmark.Configuration {
  .init(metrics: [.throughput, .wallClock], warmupIterations: 1, scalingFactor: .mega, maxDuration: .seconds(5))
}
