import ArgumentParser
import DreyDeploy
import DreyModel

/// What of a JAR is to run.
struct JarOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The class whose main() is run; default: what the JAR's manifest says", valueName: "class"))
  var entryClass: String?
}
