// swift-tools-version: 6.2
import PackageDescription

// Its own package, since all of it is compiled for libFuzzer: see `make fuzz`. The modules are links to those of drey.
let package = Package(
  name: "Fuzz",
  targets: [
    .systemLibrary(name: "CZlib"),
    .target(name: "DreyModel", exclude: ["README.md"]),
    .target(name: "StreamRecords", exclude: ["README.md"]),
    .target(name: "TaskRuntime", dependencies: ["CZlib", "DreyModel", "StreamRecords"], exclude: ["README.md"]),
    .executableTarget(name: "FuzzRecords", dependencies: ["StreamRecords"]),
    .executableTarget(name: "FuzzCodable", dependencies: ["StreamRecords"]),
    .executableTarget(name: "FuzzFrames", dependencies: ["StreamRecords", "TaskRuntime"]),
  ]
)

for target in package.targets where target.type != .system {
  target.swiftSettings = [
    .swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"), .enableUpcomingFeature("MemberImportVisibility"),
  ]
}
