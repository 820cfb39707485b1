import DreyModel

/// The job that a worker is to run, as `main()` built it where it ran first.
struct DeployedJob {
  private let deployment: WorkerDeployment

  init(_ deployment: WorkerDeployment) { self.deployment = deployment }

  /// The advice for a `main()` that does not build the same job everywhere.
  static let determinism = """
    main() runs again in every worker and must build the same jobs there: they may depend on its arguments and its \
    environment, but not on time, random numbers, standard input, the machine, or the order of a Dictionary or Set. Make \
    such a value part of the job: let value = try env.once("NAME") { … }, or pass it as an argument.
    """

  /// Compares a job with what `main()` built here.
  /// - Throws: ``Failure`` of the domain `user` that says what is different.
  func check(_ program: JobProgram) throws(Failure) {
    let rebuilt = program.graph.fingerprint
    guard rebuilt == deployment.fingerprint else {
      let difference = deployment.graph.flatMap { program.graph.difference(from: $0) }
      throw Failure(
        .user,
        "job '\(program.graph.name)' came out differently in this worker: "
          + (difference ?? "\(rebuilt) instead of \(deployment.fingerprint)"), advice: Self.determinism)
    }
    if let settings = program.main.settings, let first = deployment.main.settings, settings != first {
      throw Failure(
        .user, "job '\(program.graph.name)' has other settings in this worker: '\(settings)' instead of '\(first)'",
        advice: Self.determinism)
    }
    guard let first = deployment.main.captures, let captures = program.main.captures else { return }
    for each in program.graph.vertices.flatMap(\.operators) where captures[each.id]?.digest != first[each.id]?.digest {
      throw Failure(
        .user,
        "job '\(program.graph.name)': operator '\(each.name)' (\(each.uid)) uses a value that main() computed differently"
          + " in this worker: \(Self.difference(captures[each.id], from: first[each.id]))", advice: Self.determinism)
    }
  }

  /// The advice for a `main()` that fails in a process that runs it again.
  static let repetition = """
    main() runs again in every worker to build the job there. What is to be done once only, such as opening a port or \
    emptying a folder, belongs into try env.runOnce("NAME") { … }, or where env.isWorker is false.
    """

  /// Says that `main()` did not get to the job here.
  /// - Parameter failure: why `main()` threw, or nil.
  func notReached(_ failure: Failure?) -> Failure {
    let place = "before its execute number \(deployment.executionIndex + 1), which this worker was to run"
    guard let failure else {
      return Failure(.user, "main() ended \(place)", advice: Self.determinism)
    }
    return Failure(
      .user, "main() failed \(place): \(failure.message)", advice: failure.advice ?? Self.repetition,
      details: failure.details)
  }

  private static func difference(_ captured: CapturedValues?, from first: CapturedValues?) -> String {
    let nothing = CapturedValues(digest: "", shown: [])
    return (captured ?? nothing).difference(from: first ?? nothing)
  }
}
