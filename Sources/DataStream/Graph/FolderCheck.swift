import DreyModel

/// Refuses jobs whose operators would spoil each other's files, before anything is written; by what paths name.
struct FolderCheck {
  let nodes: [OperatorNode]
  /// Whether the job's operators run elsewhere than `main()`.
  let isCluster: Bool

  func check() throws(Failure) {
    var sinks: [String: OperatorNode] = [:]
    for node in nodes {
      guard let output = node.output else { continue }
      if isCluster, !output.path.hasPrefix("/") { throw relative(output.path, node) }
      let folder = CanonicalPath.of(output.path)
      if let other = sinks.updateValue(node, forKey: folder) { throw twins(output.path, other, node) }
      try checkWatched(folder, output.path, node)
    }
  }

  private func checkWatched(_ folder: String, _ path: String, _ sink: OperatorNode) throws(Failure) {
    for source in nodes {
      guard let watched = source.watched.map(CanonicalPath.of) else { continue }
      guard folder == watched || folder.hasPrefix(watched == "/" ? "/" : "\(watched)/") else { continue }
      throw Failure(
        .user,
        "'\(source.name)' watches the folder that '\(sink.name)' writes into, '\(path)': it would read its own results",
        advice: "Write to a folder that is not below the one that is watched.")
    }
  }

  private func twins(_ path: String, _ one: OperatorNode, _ other: OperatorNode) -> Failure {
    Failure(
      .user, "two sinks write into the folder '\(path)': '\(one.name)' (\(one.uid)) and '\(other.name)' (\(other.uid))",
      advice: "Give each sink a folder of its own, or unite the streams in front of one sink.")
  }

  private func relative(_ path: String, _ node: OperatorNode) -> Failure {
    Failure(
      .user,
      "'\(node.name)' writes into '\(path)', a relative path, which names another folder in each process of a cluster",
      advice: "Give an absolute path. Only an application that runs on its own may write to relative ones.")
  }
}
