import DreyModel
import Synchronization

/// The first job that a `main()` executes. It is run so far and no further: how the job ends is not known yet.
struct FirstJob: Sendable {
  let executable: String
  let spec: ClusterSpec
  let environment: [String: String]
  let observer: any RunObserver

  /// - Throws: ``DreyModel/Failure``: `main()` failed or executes no job, or the job is invalid or needs more slots than
  ///   the cluster has.
  func submission() async throws(Failure) -> JobSubmission {
    try ExecutableFile(path: executable).checkRunnableHere(path: executable)
    let main = try MainProcess(
      executable: executable, arguments: spec.arguments, parallelism: spec.parallelism, options: spec.options,
      environment: environment.merging(spec.surroundings.environment) { $1 },
      observer: WithoutRecords(observer: observer))
    let first = Mutex<JobSubmission?>(nil)
    let failure = await main.run { submission in
      first.withLock { $0 = $0 ?? submission }
      Task { await main.terminate() }
    } unwritable: { _ in
    }
    guard var submission = first.withLock({ $0 }) else {
      throw failure
        ?? Failure(.user, "main() executes no job", advice: "Use --mode application, which needs none.")
    }
    try submission.validate()
    let slots = spec.taskManagers * spec.slots
    guard submission.graph.requiredSlots <= slots else {
      throw Failure(
        .usage,
        "job '\(submission.graph.name)' needs \(submission.graph.requiredSlots) slots, the cluster has \(slots)",
        advice: "Raise --task-managers or --slots, or lower the job's parallelism.")
    }
    // The file may be read by others, and the variables may be secrets.
    submission.environment = nil
    submission.main.captures = submission.main.captures?.mapValues { CapturedValues(digest: $0.digest, shown: []) }
    return submission
  }
}

/// What `main()` prints is no part of the file.
private struct WithoutRecords: RunObserver {
  let observer: any RunObserver

  func progress(_ phase: RunPhase, _ text: String) { observer.progress(phase, text) }
  func detail(_ phase: RunPhase, _ text: String) { observer.detail(phase, text) }
  func event(_ event: ClusterEvent, from member: String) { observer.event(event, from: member) }
  func records(_ bytes: [UInt8]) async throws {
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") { observer.detail(.run, String(line)) }
  }
}
