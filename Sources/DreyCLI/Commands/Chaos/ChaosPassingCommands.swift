import ArgumentParser
import DreyDeploy

/// Whom a fault that passes befalls, and for how long.
struct FaultPlace: ParsableArguments {
  @Argument(help: "The cluster's name", completion: KnownNames.clusters) var cluster: String

  @Argument(help: "The member: jobmanager, taskmanager-1, …") var member: String

  @Option(
    name: .customLong("for"), help: ArgumentHelp("How long; default: 5s", valueName: "time"), transform: Timeout.parse)
  var length: Duration = .seconds(5)
}

/// `drey chaos pause CLUSTER MEMBER`
struct ChaosPauseCommand: FaultCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause", abstract: "Freeze the processes of a member for a while")

  @OptionGroup var place: FaultPlace
  @OptionGroup var target: TargetOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  var cluster: String { place.cluster }
  var fault: Fault { .pause }
  var choice: Chaos.Choice { .named(place.member) }
  var length: Duration? { place.length }
}

/// `drey chaos partition CLUSTER MEMBER`
struct ChaosPartitionCommand: FaultCommand {
  static let configuration = CommandConfiguration(
    commandName: "partition", abstract: "Cut a member off from the others for a while",
    discussion: """
      It leaves the network of the cluster, and comes back with the names and the address it had. Connections are not \
      ended: nothing arrives any more.
      """)

  @OptionGroup var place: FaultPlace
  @OptionGroup var target: TargetOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  var cluster: String { place.cluster }
  var fault: Fault { .partition }
  var choice: Chaos.Choice { .named(place.member) }
  var length: Duration? { place.length }
}

/// `drey chaos slow CLUSTER MEMBER`
struct ChaosSlowCommand: FaultCommand {
  static let configuration = CommandConfiguration(
    commandName: "slow", abstract: "Give a member little processor time for a while")

  @OptionGroup var place: FaultPlace

  @Option(help: ArgumentHelp("What it gets of a processor meanwhile; default: 0.05", valueName: "cpus"))
  var cpus = 0.05

  @OptionGroup var target: TargetOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  var cluster: String { place.cluster }
  var fault: Fault { .slow(cpus: cpus) }
  var choice: Chaos.Choice { .named(place.member) }
  var length: Duration? { place.length }

  func validate() throws {
    guard cpus >= 0.01, cpus <= 1024 else { throw ValidationError("--cpus is at least 0.01") }
  }
}
