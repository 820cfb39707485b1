// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "WordCount",
  dependencies: [.package(name: "drey", path: "../..")],
  targets: [
    .executableTarget(name: "WordCount", dependencies: [.product(name: "DataStream", package: "drey")])
  ]
)
