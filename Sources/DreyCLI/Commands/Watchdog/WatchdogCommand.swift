import ArgumentParser
import DreyDeploy
import FoundationEssentials

/// `drey watchdog`: started by a run to clean up after it, should it die.
struct WatchdogCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watchdog", abstract: "Remove what a run made once the run is gone", shouldDisplay: false)

  @Argument(help: "The run's id")
  var run: String

  @Option(help: "Where it ran")
  var target = TargetName.docker

  func run() async throws {
    await WatchdogProcess(runID: run, target: target, environment: ProcessInfo.processInfo.environment).guardUntilEnd()
  }
}
