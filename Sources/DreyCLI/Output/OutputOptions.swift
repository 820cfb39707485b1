import ArgumentParser

/// How much is said.
struct OutputOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Say nothing on standard error but errors")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Say more, logs of the cluster included")
  var verbose = false

  var verbosity: Verbosity { quiet ? .quiet : verbose ? .verbose : .normal }
}
