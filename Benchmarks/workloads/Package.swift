// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "workloads",
  dependencies: [.package(name: "drey", path: "../..")],
  targets: [
    .executableTarget(name: "workloads", dependencies: [.product(name: "DataStream", package: "drey")])
  ]
)
