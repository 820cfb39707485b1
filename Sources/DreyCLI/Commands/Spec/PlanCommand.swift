import ArgumentParser
import DreyDeploy

/// `drey plan -f SPEC`
struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Print what `apply` would do, and why",
    discussion: "Builds the application and images that are missing; creates nothing else.")

  @OptionGroup var spec: SpecOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let deployment = try spec.deployment(observer: ProgressPrinter(verbosity: output.verbosity))
    Terminal.result(try await deployment.plan())
  }
}
