import ArgumentParser
import DreyDeploy
import DreyModel

/// The state that jobs go on from.
struct RestoreOptions: ParsableArguments {
  @Option(
    name: [.customShort("s"), .customLong("from-savepoint")],
    help: ArgumentHelp(
      "A savepoint or checkpoint to go on from: its path in the containers, or one of this machine below a --volume; of "
        + "Apache Flink as the cluster sees it", valueName: "path"))
  var fromSavepoint: String?

  @Flag(
    name: [.customShort("n"), .customLong("allow-non-restored-state")],
    help: "Go on although a part of the savepoint's state belongs to no operator any more")
  var allowNonRestoredState = false

  /// - Throws: ``DreyModel/Failure`` of the domain `usage`.
  func selection(_ jar: JarOptions) throws(Failure) -> JarSelection {
    guard fromSavepoint != nil || !allowNonRestoredState else {
      throw Failure(.usage, "--allow-non-restored-state goes with --from-savepoint")
    }
    let savepoint = try fromSavepoint.map { path throws(Failure) in
      try SavepointRestore(named: path, allowsNonRestoredState: allowNonRestoredState)
    }
    return JarSelection(entryClass: jar.entryClass, savepoint: savepoint)
  }
}
