import ArgumentParser
import DreyDeploy
import DreyModel

/// What of a JAR is to run, and from which state.
struct JarOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The class whose main() is run; default: what the JAR's manifest says", valueName: "class"))
  var entryClass: String?

  @Option(help: ArgumentHelp("A savepoint or checkpoint to go on from, as the cluster sees it", valueName: "path"))
  var fromSavepoint: String?

  @Flag(help: "Go on although a part of the savepoint's state belongs to no operator any more")
  var allowNonRestoredState = false

  /// - Throws: ``DreyModel/Failure`` of the domain `usage`.
  func selection() throws(Failure) -> JarSelection {
    guard fromSavepoint != nil || !allowNonRestoredState else {
      throw Failure(.usage, "--allow-non-restored-state goes with --from-savepoint")
    }
    return JarSelection(
      entryClass: entryClass,
      savepoint: fromSavepoint.map { SavepointRestore(path: $0, allowsNonRestoredState: allowNonRestoredState) })
  }
}
