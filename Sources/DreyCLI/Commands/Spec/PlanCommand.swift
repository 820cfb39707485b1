import ArgumentParser
import DreyDeploy

/// `drey plan -f SPEC`
struct PlanCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Print what `apply` would do on the engine, and why",
    discussion: "Builds the application and images that are missing; creates nothing else.")

  @OptionGroup var spec: SpecOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let console = output.console()
    try await console.conduct(try spec.run(try spec.read(), observer: console), cluster: nil, plan: true) { _ in "" }
  }
}
