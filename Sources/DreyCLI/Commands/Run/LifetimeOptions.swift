public import ArgumentParser
public import DreyDeploy
import DreyModel
import FoundationEssentials

/// What stays of a run.
struct LifetimeOptions: ParsableArguments {
  @Option(help: "What becomes of the cluster of a run that succeeded: delete or keep")
  var onSuccess: RunPolicy.Retention = .delete

  @Option(help: "What becomes of the cluster of a run that failed: delete or keep")
  var onFailure: RunPolicy.Retention = .delete

  @Option(
    name: .customLong("ttl"),
    help: ArgumentHelp(
      "How long after its creation `drey gc` may remove the cluster, unless this run goes on; default: never where the "
        + "cluster may be kept, else an hour after --timeout, or 7d", valueName: "time"),
    transform: Timeout.parse)
  var timeToLive: Duration?

  @Option(
    help: ArgumentHelp(
      "Where the post-mortem of a failed run goes, or none; default: $XDG_STATE_HOME/drey/post-mortem, or the folder for "
        + "temporary files", valueName: "folder|none"))
  var postMortem: String?

  /// - Throws: ``DreyModel/Failure`` of the domain `usage`.
  func policy() throws(Failure) -> RunPolicy {
    RunPolicy(onSuccess: onSuccess, onFailure: onFailure, timeToLive: timeToLive, postMortem: try place())
  }

  private func place() throws(Failure) -> PostMortemPlace {
    guard let postMortem else { return .standard }
    guard postMortem != "none" else { return .none }
    let path = postMortem.hasPrefix("/") ? postMortem : FileManager.default.currentDirectoryPath + "/" + postMortem
    var isFolder = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder {
      throw Failure(.usage, "--post-mortem \(postMortem) is not a folder", advice: "Give a folder, or none.")
    }
    return .folder(path)
  }
}

extension RunPolicy.Retention: ExpressibleByArgument {}
