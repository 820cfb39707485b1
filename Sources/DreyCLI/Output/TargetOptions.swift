public import ArgumentParser
public import DreyDeploy
import FoundationEssentials

/// Where clusters are looked for.
struct TargetOptions: ParsableArguments {
  @Option(help: "Where clusters run")
  var target = TargetName.docker

  /// Connects to the target for the length of `body`.
  func with<R>(_ body: (any Target) async throws -> R) async throws -> R {
    try await Targets.with(target, environment: ProcessInfo.processInfo.environment, body)
  }
}

extension TargetName: ExpressibleByArgument {}
