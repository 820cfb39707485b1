// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "snapshot",
  dependencies: [.package(name: "drey", path: "../..")],
  targets: [
    .executableTarget(
      name: "snapshot", dependencies: [.product(name: "DataStream", package: "drey")],
      swiftSettings: [.swiftLanguageMode(.v6)])
  ]
)
