public import ArgumentParser
public import DreyDeploy
import DreyModel

/// What stays of a run.
struct LifetimeOptions: ParsableArguments {
  @Option(help: ArgumentHelp("What becomes of the cluster of a run that succeeded", valueName: "delete|keep"))
  var onSuccess: RunPolicy.Retention = .delete

  @Option(help: ArgumentHelp("What becomes of the cluster of a run that failed", valueName: "delete|keep"))
  var onFailure: RunPolicy.Retention = .delete

  @Option(
    name: .customLong("ttl"),
    help: ArgumentHelp(
      "How long after its creation `drey gc` may remove the cluster, unless this run goes on; default: never where the "
        + "cluster may be kept, else an hour after --timeout, or 7d", valueName: "time"),
    transform: Timeout.parse)
  var timeToLive: Duration?

  @OptionGroup var postMortem: PostMortemOptions

  /// - Throws: ``DreyModel/Failure`` of the domain `usage`.
  func policy() throws(Failure) -> RunPolicy {
    RunPolicy(onSuccess: onSuccess, onFailure: onFailure, timeToLive: timeToLive, postMortem: try postMortem.place())
  }
}

extension RunPolicy.Retention: ExpressibleByArgument {}
