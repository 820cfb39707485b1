public import ArgumentParser
public import DreyDeploy
import DreyModel

/// What runs in the cluster.
struct EngineOptions: ParsableArguments {
  @Option(help: "drey: drey's own runtime; flink: Apache Flink; default: flink for a JAR, else drey")
  var engine: ClusterEngine.Kind?

  @Option(
    help: ArgumentHelp(
      "The version of Apache Flink; default: \(FlinkVersion.standard)", valueName: "version"))
  var flinkVersion: String?

  @Option(help: ArgumentHelp("An image with Apache Flink in it; default: one of the version", valueName: "image"))
  var flinkImage: String?

  /// The options that were given.
  var given: [String] {
    [("--engine", engine != nil), ("--flink-version", flinkVersion != nil), ("--flink-image", flinkImage != nil)]
      .filter(\.1).map(\.0)
  }

  /// - Parameter usual: where nothing says which.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage`.
  func choice(usual: ClusterEngine.Kind) throws(Failure) -> ClusterEngine {
    let isNamed = flinkVersion != nil || flinkImage != nil
    let kind = engine ?? (isNamed ? .flink : usual)
    guard kind == .flink || !isNamed else {
      throw Failure(.usage, "--flink-version and --flink-image go with --engine flink")
    }
    return ClusterEngine(kind, version: flinkVersion, image: flinkImage)
  }
}

extension ClusterEngine.Kind: ExpressibleByArgument {}
