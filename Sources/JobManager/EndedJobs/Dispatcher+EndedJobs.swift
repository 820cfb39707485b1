import ChildProcess
import ControlPlane
import DreyModel

// Jobs that have ended: a summary of each is here, the rest in the store.
extension Dispatcher {
  /// Ended jobs that may wait to be written to the disk. As long as there are more, no job gets slots.
  private static let unwrittenLimit = 16

  /// Whether so many ended jobs are still in memory that no more are wanted there.
  var isWritingBehind: Bool { unwritten >= Self.unwrittenLimit }

  /// Knows of a job that has ended, and gives all of it to the store.
  func keep(_ entry: EndedJobs.Entry, _ archive: JobArchive) {
    ended.add(entry)
    unwritten += 1
    let written = store.ended(entry.job, archive)
    Task {
      let bytes = await written.value()
      isWritten(entry.job.id, bytes: bytes ?? 0)
    }
    forgetOldJobs()
  }

  private func isWritten(_ id: JobID, bytes: Int) {
    let wasBehind = isWritingBehind
    unwritten -= 1
    ended.written(id, bytes: bytes)
    forgetOldJobs()
    if wasBehind { offerSlots() }
  }

  /// Keeps no more ended jobs than the session's bounds say, and those whose results other jobs may need.
  func forgetOldJobs() {
    guard settings.session != nil else { return }
    let needed = Set(jobs.values.flatMap { $0.master.settings.earlier.compactMap(\.jobID) })
    for id in ended.removeOld(at: WallClock.now, needed: needed) {
      forgotten.add(id)
      store.forgotten(id)
    }
  }

  /// Returns all that is kept of an ended job.
  /// - Throws: ``Failure`` if it is not known, or cannot be read.
  func archive(of id: JobID) async throws(Failure) -> JobArchive {
    guard ended[id] != nil else {
      throw Failure(
        .infrastructure, "the result of job \(id) is no longer kept",
        advice: "Raise \(OptionKey.jobStoreCapacity.rawValue), \(OptionKey.jobStoreExpiration.rawValue) or"
          + " \(OptionKey.jobStoreDiskCapacity.rawValue) of the session.")
    }
    var archive: JobArchive
    do throws(Failure) { archive = try await store.archive(of: id) } catch {
      throw Failure(
        .infrastructure, "the result of job \(id) is no longer kept: \(error.message)",
        advice: error.advice ?? "Submit the job again.")
    }
    archive.details.now = WallClock.now
    return archive
  }

  /// Returns the result of an ended job; if it cannot be read, a failure that says why.
  func result(of entry: EndedJobs.Entry) async -> JobResult {
    do throws(Failure) { return try await archive(of: entry.job.id).result } catch {
      let summary = entry.job.summary
      return JobResult(
        jobID: summary.id, name: summary.name, status: summary.state, netRuntime: summary.duration, failure: error)
    }
  }

  /// Answers a worker that wants to know how an execution before its job's own ended.
  func tellResult(executionIndex index: Int, to taskManager: String, attempt: Int, of id: JobID) async {
    guard let earlier = jobs[id]?.master.settings.earlier, earlier.indices.contains(index) else { return }
    var answer = EarlierResult(executionIndex: index)
    switch earlier[index] {
    case .running: answer.failure = Failure(.user, "execute number \(index) had not ended when the job was submitted")
    case .result(let result): answer.result = result
    case .job(let job):
      do throws(Failure) { answer.result = try await archive(of: job).result } catch { answer.failure = error }
    }
    taskManagers[taskManager]?.session.send(.command(id, attempt: attempt, .result(answer)))
  }

  /// Refuses a job whose `main()` executed others before whose results are no longer kept, or which take more room than ended
  /// jobs may have, since they stay as long as the job needs them.
  func checkEarlier(_ earlier: [EarlierExecution], of name: String) throws(Failure) {
    let wanted = earlier.compactMap(\.jobID)
    for id in wanted where ended[id] == nil {
      throw Failure(
        .usage,
        "job '\(name)' needs the result of job \(id), which its main() executed before, and which is no longer kept",
        advice: "Raise \(OptionKey.jobStoreCapacity.rawValue), \(OptionKey.jobStoreExpiration.rawValue) or"
          + " \(OptionKey.jobStoreDiskCapacity.rawValue) of the session, or execute the jobs in programs of their own.")
    }
    let needed = Set(jobs.values.flatMap { $0.master.settings.earlier.compactMap(\.jobID) }).union(wanted)
    let bytes = needed.reduce(0) { $0 + (ended[$1]?.bytes ?? 0) }
    guard bytes > settings.jobStore.diskCapacity else { return }
    throw Failure(
      .infrastructure,
      "the results of earlier jobs that job '\(name)' and those that run need have \(bytes) bytes, allowed are"
        + " \(settings.jobStore.diskCapacity)",
      advice: "Raise \(OptionKey.jobStoreDiskCapacity.rawValue), or collect fewer records.")
  }
}
