// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Jobs",
  dependencies: [.package(name: "drey", path: "../../..")],
  targets: [
    .executableTarget(name: "Scenarios", dependencies: [.product(name: "DataStream", package: "drey")]),
    // A link to the benchmark's: so nothing is built twice for the tests.
    .executableTarget(name: "workloads", dependencies: [.product(name: "DataStream", package: "drey")]),
  ]
)
