public import ArgumentParser
public import DreyDeploy
import DreyModel

/// What stays of a run.
struct LifetimeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("End the run after this time, such as 90s, 10m or 2h", valueName: "time"),
    transform: Timeout.parse)
  var timeout: Duration?

  @Option(
    help: ArgumentHelp("What becomes of the cluster of a run that succeeded; default: delete", valueName: "delete|keep")
  )
  var onSuccess: RunPolicy.Retention?

  @Option(
    help: ArgumentHelp("What becomes of the cluster of a run that failed; default: delete", valueName: "delete|keep"))
  var onFailure: RunPolicy.Retention?

  @Option(
    help: ArgumentHelp(
      "What is taken of jobs with checkpoints when the run is interrupted, to go on from; a second interruption ends all at "
        + "once. default: what goes to a folder that outlives the cluster, a savepoint first; in a session a savepoint",
      valueName: "savepoint|checkpoint|cancel"))
  var onInterrupt: OnInterrupt?

  @Option(
    name: .customLong("ttl"),
    help: ArgumentHelp(
      "How long after its creation `drey gc` may remove the cluster, unless this run goes on; default: never where the "
        + "cluster may be kept, else an hour after --timeout, or 7d", valueName: "time"),
    transform: Timeout.parse)
  var timeToLive: Duration?

  @OptionGroup var postMortem: PostMortemOptions

  /// The options that were given and mean nothing to a cluster that is there already.
  var ofOwnCluster: [String] {
    [("--on-success", onSuccess != nil), ("--on-failure", onFailure != nil), ("--ttl", timeToLive != nil)]
      .filter(\.1).map(\.0)
  }

  /// What a spec file says counts where no option says otherwise.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage`.
  func policy(file: SpecLifetime? = nil) throws(Failure) -> RunPolicy {
    RunPolicy(
      onSuccess: onSuccess ?? file?.onSuccess ?? .delete, onFailure: onFailure ?? file?.onFailure ?? .delete,
      timeToLive: timeToLive ?? file?.timeToLive, postMortem: try postMortem.place(), onInterrupt: onInterrupt)
  }
}

extension RunPolicy.Retention: ExpressibleByArgument {}
extension OnInterrupt: ExpressibleByArgument {}
