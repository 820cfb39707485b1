import ArgumentParser
import DreyDeploy
import DreyModel

/// `drey chaos`
struct ChaosCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chaos", abstract: "Let members of a cluster fail, to see what becomes of its jobs",
    subcommands: [
      ChaosKillTaskManagerCommand.self, ChaosKillJobManagerCommand.self, ChaosPauseCommand.self,
      ChaosPartitionCommand.self, ChaosSlowCommand.self,
    ])
}

/// Brings a fault upon a member and prints its name; what has an end is undone, also where the command is interrupted.
protocol FaultCommand: ReportingCommand {
  var cluster: String { get }
  var target: TargetOptions { get }
  var fault: Fault { get }
  var choice: Chaos.Choice { get }
  var length: Duration? { get }
}

extension FaultCommand {
  func run() async throws {
    let chaos = Chaos(
      fault, cluster: cluster, member: choice, for: length, observer: output.console(on: target.target))
    let target = target
    let result = await Interruption.guarding { () async -> Result<String, any Error> in
      do { return .success(try await target.with { try await chaos.run(on: $0) }) } catch { return .failure(error) }
    }
    do { try output.print(NameList(names: [try result.get()])) } catch is CancellationError {
      throw Failure(.interrupted, "interrupted; \(cluster) is as it was before")
    }
  }
}
