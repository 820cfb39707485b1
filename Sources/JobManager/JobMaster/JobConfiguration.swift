import DreyModel

/// What a job's configuration says, its own and the cluster's.
struct JobConfiguration: Sendable {
  var restart = RestartSettings.none
  var failover = FailoverStrategy.region
  var checkpoints = CheckpointSettings()
  /// The folder of the savepoint or checkpoint that it begins from.
  var savepoint: String?
  /// Whether state in it that no operator takes is left out instead of refused.
  var ignoresUnclaimedState = false

  init() {}

  /// - Parameter cluster: gives way to what the submission brings with it.
  /// - Throws: ``Failure`` of the domain `usage` that names the key which is wrong.
  init(_ submission: JobSubmission, over cluster: Options) throws(Failure) {
    let options = submission.configuration.merged(over: cluster)
    checkpoints = try CheckpointSettings(options)
    restart = try RestartSettings(options, hasCheckpoints: checkpoints.interval != nil)
    failover = try options.choice(.failoverStrategy)
    ignoresUnclaimedState = try options.flag(.ignoreUnclaimedState)
    if let path = options[.statePath], !path.isEmpty {
      savepoint = try FolderURI.path(path, of: OptionKey.statePath.rawValue)
    }
    if checkpoints.interval != nil || savepoint != nil { try Self.checkUIDs(submission.graph) }
  }

  /// State is kept under uids.
  private static func checkUIDs(_ graph: JobGraph) throws(Failure) {
    var seen: Set<String> = []
    for each in graph.vertices.flatMap(\.operators) where !seen.insert(each.uid).inserted {
      throw Failure(
        .usage, "two operators of job '\(graph.name)' have the uid '\(each.uid)'", advice: "Give each a uid of its own."
      )
    }
  }
}
