// swift-tools-version: 6.2
import PackageDescription

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let nioHTTPTypes: Target.Dependency = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP1: Target.Dependency = .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")

// What both halves use: values, compression, and processes of this machine.
let sharedTargets: [Target] = [
  .systemLibrary(name: "CZlib", path: "Sources/CZlib"),
  .systemLibrary(name: "CFiles", path: "Sources/CFiles"),
  .systemLibrary(name: "CCompression", path: "Sources/CCompression"),
  .target(name: "DreyModel"),
  .target(name: "CSpawn"),
  .target(name: "ChildProcess", dependencies: ["CSpawn"]),
  .target(name: "NetworkProbe", dependencies: ["ChildProcess", "DreyModel"]),
]

// The runtime half: knows nothing of Docker.
let runtimeTargets: [Target] = [
  .target(name: "StreamRecords"),
  .target(name: "TaskRuntime", dependencies: ["CZlib", "DreyModel", "StreamRecords"]),
  .target(
    name: "DataStream", dependencies: ["CCompression", "CFiles", "CZlib", "DreyModel", "StreamRecords", "TaskRuntime"]),
  .target(name: "ControlPlane", dependencies: ["DreyModel", crypto, nioCore, nioPosix]),
  .target(name: "GuardedHTTP", dependencies: ["ControlPlane", "DreyModel", nioCore, nioHTTP1, nioPosix]),
  .target(
    name: "JobManager",
    dependencies: [
      "CFiles", "ChildProcess", "ControlPlane", "DreyModel", "GuardedHTTP", "NetworkProbe", httpTypes, hummingbird,
      hummingbirdCore, logging, nioCore, nioHTTPTypes, nioHTTPTypesHTTP1, nioPosix,
    ]),
  .target(name: "TaskManager", dependencies: ["ChildProcess", "ControlPlane", "DreyModel", "NetworkProbe"]),
  .target(
    name: "FlinkAgent",
    dependencies: [
      "ChildProcess", "ControlPlane", "DreyModel", "GuardedHTTP", "NetworkProbe", nioCore, nioHTTP1, nioPosix,
    ]),
  .executableTarget(name: "drey-flink", dependencies: ["FlinkAgent"]),
  .executableTarget(name: "drey-jobmanager", dependencies: ["JobManager"]),
  .executableTarget(name: "drey-taskmanager", dependencies: ["TaskManager"]),
]

// The deploying half: knows nothing of dataflow.
let deployTargets: [Target] = [
  .target(name: "JarFile", dependencies: ["CZlib"]),
  .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),
  .target(name: "CurlHTTP", dependencies: ["CCurl"]),
  .target(name: "DockerEngine", dependencies: ["CurlHTTP"]),
  .target(name: "JobManagerClient", dependencies: ["CurlHTTP", "DreyModel", crypto]),
  .target(
    name: "DreyDeploy",
    dependencies: [
      "CFiles", "ChildProcess", "DockerEngine", "DreyModel", "JarFile", "JobManagerClient", "NetworkProbe", crypto,
      yams,
    ]),
  .target(name: "DreyCLI", dependencies: ["ChildProcess", "DockerEngine", "DreyDeploy", "DreyModel", argumentParser]),
  .executableTarget(name: "drey", dependencies: ["DreyCLI"]),
  .target(name: "DreyTesting", dependencies: ["ChildProcess", "DreyModel"]),
]

let testTargets: [Target] = [
  .target(name: "StubEngine", dependencies: [nioCore, nioPosix, nioHTTP1], path: "Tests/StubEngine"),
  .target(name: "HostileClients", dependencies: ["ChildProcess"], path: "Tests/HostileClients"),
  .target(name: "JarBuilder", dependencies: ["CZlib"], path: "Tests/JarBuilder"),
  .executableTarget(name: "TestJob", dependencies: ["DreyModel"], path: "Tests/TestJob"),
  .executableTarget(name: "StreamTestJob", dependencies: ["DataStream"], path: "Tests/StreamTestJob"),
  .testTarget(name: "DreyModelTests", dependencies: ["DreyModel"]),
  .testTarget(name: "ChildProcessTests", dependencies: ["ChildProcess"]),
  .testTarget(name: "StreamRecordsTests", dependencies: ["StreamRecords"]),
  .testTarget(name: "TaskRuntimeTests", dependencies: ["DreyModel", "StreamRecords", "TaskRuntime"]),
  .testTarget(
    name: "DataStreamTests",
    dependencies: [
      "CCompression", "CZlib", "DataStream", "DreyModel", "JobManager", "StreamRecords", "StreamTestJob", "TaskRuntime",
    ]),
  .testTarget(name: "NetworkProbeTests", dependencies: ["DreyModel", "NetworkProbe"]),
  .testTarget(name: "ControlPlaneTests", dependencies: ["ControlPlane", "DreyModel", nioCore, nioPosix]),
  .testTarget(
    name: "GuardedHTTPTests",
    dependencies: ["ChildProcess", "ControlPlane", "GuardedHTTP", "HostileClients", nioCore, nioHTTP1, nioPosix]),
  .testTarget(
    name: "JobManagerTests",
    dependencies: [
      "ChildProcess", "ControlPlane", "DataStream", "DifferentialJob", "DifferentialJobs", "DreyModel",
      "HostileClients", "JobManager", "StreamTestJob", "TaskManager", "TestJob", "drey-jobmanager", "drey-taskmanager",
      nioCore, nioPosix,
    ]),
  .testTarget(name: "JarFileTests", dependencies: ["JarBuilder", "JarFile"]),
  .testTarget(
    name: "FlinkAgentTests",
    dependencies: [
      "ChildProcess", "ControlPlane", "DreyModel", "FlinkAgent", "GuardedHTTP", "HostileClients", nioCore, nioHTTP1,
      nioPosix,
    ]),
  .testTarget(name: "DockerEngineTests", dependencies: ["DockerEngine", "StubEngine"]),
  .testTarget(
    name: "JobManagerClientTests",
    dependencies: [
      "ChildProcess", "ControlPlane", "DreyModel", "JobManager", "JobManagerClient", "StubEngine", "TaskManager",
      "TestJob",
    ]),
  .testTarget(
    name: "DreyDeployTests",
    dependencies: [
      "CFiles", "ChildProcess", "DockerEngine", "DreyDeploy", "DreyModel", "JarBuilder", "NetworkProbe", "StubEngine",
      "TestJob", yams,
    ]),
  .testTarget(
    name: "DreyCLITests",
    dependencies: [argumentParser, "ChildProcess", "DockerEngine", "DreyCLI", "DreyDeploy", "DreyModel"]),
  .target(name: "DifferentialJobs", dependencies: ["DataStream"], path: "Tests/Differential/Jobs"),
  .executableTarget(
    name: "DifferentialJob", dependencies: ["DataStream", "DifferentialJobs"], path: "Tests/Differential/Job"),
  .testTarget(
    name: "DifferentialTests",
    dependencies: ["ChildProcess", "DataStream", "DifferentialJobs"], path: "Tests/Differential/Tests"),
  .testTarget(
    name: "IntegrationTests",
    dependencies: [
      "ChildProcess", "ControlPlane", "DockerEngine", "DreyDeploy", "DreyModel", "DreyTesting", "HostileClients",
      "JobManagerClient",
    ],
    exclude: ["Flink/FlinkMemoryAnswers.java", "Jobs"]),
]

// Modules whose folder holds a README.md.
let documentedModules = Set((sharedTargets + runtimeTargets + deployTargets).filter { $0.type == .regular }.map(\.name))
  .subtracting(["CCurl", "CSpawn"])

let package = Package(
  name: "drey",
  products: [
    .executable(name: "drey", targets: ["drey"]),
    .executable(name: "drey-flink", targets: ["drey-flink"]),
    .executable(name: "drey-jobmanager", targets: ["drey-jobmanager"]),
    .executable(name: "drey-taskmanager", targets: ["drey-taskmanager"]),
    .library(name: "DataStream", targets: ["DataStream"]),
    .library(name: "DreyTesting", targets: ["DreyTesting"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
    .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.1"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    // Without its default traits, which bring full Foundation and with it 45 MB into the image.
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
  ],
  targets: sharedTargets + runtimeTargets + deployTargets + testTargets
)

for target in package.targets where documentedModules.contains(target.name) { target.exclude.append("README.md") }

for target in package.targets where !["CCompression", "CCurl", "CFiles", "CSpawn", "CZlib"].contains(target.name) {
  target.swiftSettings = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
  ]
}
