import ArgumentParser
import DreyDeploy

/// `drey plan -f SPEC`
struct PlanCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Print what `apply` would do, and why",
    discussion: "Builds the application and images that are missing; creates nothing else.")

  @OptionGroup var spec: SpecOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let console = output.console(on: spec.target.target)
    let deployment = try spec.deployment(of: try spec.read(), observer: console)
    try await console.conduct(deployment, cluster: nil, plan: true) { _ in "" }
  }
}
