import ArgumentParser
import DreyDeploy
import DreyModel
import FoundationEssentials

/// The spec file of a command.
struct SpecOptions: ParsableArguments {
  @Option(
    name: .shortAndLong, help: "The spec file; docs/spec.md has its format",
    completion: .file(extensions: ["yaml", "yml", "json"]))
  var file: String

  @OptionGroup var target: TargetOptions

  /// What the file describes.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage`.
  func read() throws -> SpecFile {
    var file = try SpecFile(path: file)
    file.cluster.subnetPool =
      try file.cluster.subnetPool ?? SubnetPool.from(environment: ProcessInfo.processInfo.environment)
    return file
  }

  /// What a file asks for.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage`.
  func deployment(
    of file: SpecFile, lifetime: LifetimeOptions? = nil, isForced: Bool = false, observer: any RunObserver
  ) throws -> SpecDeployment {
    try SpecDeployment(
      file, target: target.target, timeout: lifetime?.timeout,
      policy: try lifetime?.policy(file: file.lifetime) ?? RunPolicy(), isForced: isForced,
      environment: ProcessInfo.processInfo.environment, observer: observer)
  }
}
