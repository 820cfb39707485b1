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

  /// The run that a file describes.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage`.
  func run(
    _ file: SpecFile, timeout: Duration? = nil, policy: RunPolicy = RunPolicy(), observer: any RunObserver
  ) throws -> any DeploymentRun {
    let request = try RunRequest(
      source: file.application, product: file.product, spec: file.cluster, target: target.target, timeout: timeout,
      policy: policy, environment: ProcessInfo.processInfo.environment, observer: observer)
    return file.mode == JobMode.name ? try JobRun(request) : ApplicationRun(request)
  }
}
