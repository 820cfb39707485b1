import ArgumentParser
import DreyDeploy
import DreyModel
import FoundationEssentials

/// The spec file of a command.
struct SpecOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: "The spec file; docs/spec.md has its format")
  var file: String

  @OptionGroup var target: TargetOptions

  /// What the file asks for.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage`.
  func deployment(
    lifetime: LifetimeOptions? = nil, isForced: Bool = false, observer: any RunObserver
  ) throws -> SpecDeployment {
    let environment = ProcessInfo.processInfo.environment
    var file = try SpecFile(path: file)
    file.cluster.subnetPool = try file.cluster.subnetPool ?? SubnetPool.from(environment: environment)
    return try SpecDeployment(
      file, target: target.target, timeout: lifetime?.timeout,
      policy: try lifetime?.policy(file: file.lifetime) ?? RunPolicy(), isForced: isForced, environment: environment,
      observer: observer)
  }
}
