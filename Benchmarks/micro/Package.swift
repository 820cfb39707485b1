// swift-tools-version: 6.1
import PackageDescription

// Its own package, so that nobody who builds drey has to fetch the library that measures.
let package = Package(
  name: "micro",
  dependencies: [
    .package(name: "drey", path: "../.."),
    // Without its default traits, which bring jemalloc.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "Runtime",
      dependencies: [.product(name: "Benchmark", package: "benchmark"), .product(name: "DataStream", package: "drey")],
      path: "Benchmarks/Runtime", swiftSettings: [.swiftLanguageMode(.v6)],
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
  ]
)
