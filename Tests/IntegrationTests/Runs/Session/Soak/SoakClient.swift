import DreyModel
import DreyTesting
import JobManagerClient

/// One of those who submit jobs to a session, one after the other, and look what becomes of each.
struct SoakClient: Sendable {
  let soak: SoakSession
  let progress: SoakProgress

  /// A job that did not get as far as it should, which a fault may excuse.
  private struct Interrupted: Error, CustomStringConvertible { var description: String }

  /// Runs jobs until there are no more.
  func run() async {
    while let number = progress.take() { await run(SoakKind.ofJob(number), named: "\(number)") }
  }

  /// Submits many jobs before the first of them can have ended, and waits for all of them.
  func queue(_ count: Int) async {
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<count { group.addTask { await run(.tiny, named: "queued \(number)") } }
    }
  }

  /// What a fault befell is done again, as its owner would.
  private func run(_ kind: SoakKind, named name: String) async {
    for attempt in 1...8 {
      let begin = progress.now
      do {
        try await runOnce(kind)
        return progress.finished(kind)
      } catch {
        let isExcused = !(error is SoakMistake) && progress.wasDisturbed(since: begin)
        guard isExcused, attempt < 8 else {
          return progress.wrong("\(kind) \(name), second \(Int(begin)), attempt \(attempt): \(error)")
        }
        progress.repeats()
      }
    }
  }

  private func runOnce(_ kind: SoakKind) async throws {
    switch kind {
    case .tiny, .failing, .collecting, .wide: try await checkEnd(of: try await submit(soak.job(kind)), kind)
    case .endless: try await cancel(try await submit(soak.job(kind)))
    case .saved: try await save(try await submit(soak.job(kind)))
    case .command: try await command()
    }
  }

  /// A queue that is full is none of the time that a submission takes.
  private func submit(_ job: SessionJob) async throws -> JobID {
    while true {
      let begin = progress.now
      do {
        let id = try await soak.asking { try await $0.submit(job) }
        progress.submitted(from: begin)
        return id
      } catch let error as JobManagerClientError where error.status == 503 {
        try await Task.sleep(for: .milliseconds(200))
      }
    }
  }

  private func checkEnd(of id: JobID, _ kind: SoakKind) async throws {
    let result = try await soak.asking { try await $0.result(of: id) }
    guard let mistake = kind.mistake(in: result) else { return }
    // A job that failed has given no wrong answer; whether a fault was the reason is decided by whoever runs it again.
    if result.applicationStatus != .succeeded { throw Interrupted(description: mistake) }
    throw SoakMistake("job \(id): \(mistake)")
  }

  private func waitUntilItRuns(_ id: JobID) async throws {
    while true {
      let status = try await soak.asking { try await $0.status(of: id) }
      if status == .running { return }
      guard !status.isGloballyTerminal else { throw Interrupted(description: "job \(id) is \(status.rawValue)") }
      try await Task.sleep(for: .milliseconds(50))
    }
  }

  private func cancel(_ id: JobID) async throws {
    try await waitUntilItRuns(id)
    try await soak.asking { try await $0.cancel(id) }
    let status = try await soak.asking { try await $0.waitForEnd(of: id) }
    guard status == .canceled else { throw Interrupted(description: "job \(id) is \(status.rawValue)") }
  }

  /// Stops a job with a savepoint, wherever it is, and lets another one read what is left.
  private func save(_ id: JobID) async throws {
    guard let savepoint = try await stop(id) else { return try await checkEnd(of: id, .saved) }
    let stopped = try await soak.asking { try await $0.result(of: id) }
    let next = try await submit(soak.job(.saved, from: savepoint))
    let resumed = try await soak.asking { try await $0.result(of: next) }
    if let mistake = SoakKind.mistake(stopped: stopped, resumed: resumed) {
      if resumed.applicationStatus != .succeeded { throw Interrupted(description: mistake) }
      throw SoakMistake("jobs \(id) and \(next): \(mistake)")
    }
    try await soak.asking { try await $0.disposeSavepoint(savepoint) }
  }

  /// - Returns: nil where it is too late.
  private func stop(_ id: JobID) async throws -> String? {
    try await waitUntilItRuns(id)
    while true {
      do { return try await soak.stop(id) } catch let error as JobManagerClientError {
        let status = try await soak.asking { try await $0.status(of: id) }
        guard status == .running || status == .finished else { throw error }
        if status == .finished || "\(error)".contains("has read all its input") { return nil }
        guard "\(error)".contains("is not running") else { throw error }
        try await Task.sleep(for: .milliseconds(50))
      }
    }
  }

  private func command() async throws {
    let run = try await soak.session.run("trivial")
    guard run.exitCode == .finished else {
      throw Interrupted(description: "\(run.termination) \(run.messages.suffix(5))")
    }
    guard run.records.sorted() == ["one", "three", "two"] else { throw SoakMistake("drey run printed \(run.records)") }
  }
}
