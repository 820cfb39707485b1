// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Jobs",
  dependencies: [.package(name: "drey", path: "../../..")],
  targets: [
    .executableTarget(name: "Scenarios", dependencies: [.product(name: "DataStream", package: "drey")])
  ]
)
