// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Jobs",
  dependencies: [.package(name: "drey", path: "../../..")],
  targets: [
    .executableTarget(name: "Scenarios", dependencies: [.product(name: "DataStream", package: "drey")]),
    // Links to the benchmarks': so nothing is built twice for the tests and the short forms of the benchmarks.
    .executableTarget(name: "workloads", dependencies: [.product(name: "DataStream", package: "drey")]),
    .executableTarget(
      name: "snapshot", dependencies: [.product(name: "DataStream", package: "drey")],
      swiftSettings: [.swiftLanguageMode(.v6)]),
  ]
)
