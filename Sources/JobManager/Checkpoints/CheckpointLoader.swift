import ControlPlane
import DreyModel

/// Reads what a job may begin from.
struct CheckpointLoader: Sendable {
  let storage: any CheckpointStorage
  let events: EventLog
  let jobName: String
  /// Completed checkpoints that are wanted.
  let limit: Int

  /// - Throws: ``Failure`` that says why there is nothing to begin from although there should be.
  func load(_ origin: JobMaster.Origin) async throws(Failure) -> FoundCheckpoints {
    switch origin {
    case .scratch: return FoundCheckpoints()
    case .savepoint(let path): return try await savepoint(path)
    case .checkpoints(let known, let folder, let savepoint):
      return try await checkpoints(known, folder, savepoint)
    }
  }

  private func savepoint(_ path: String) async throws(Failure) -> FoundCheckpoints {
    do throws(Failure) {
      let entry = try await entry(path, isOwned: false)
      return FoundCheckpoints(entries: [entry], highestID: entry.checkpoint.id)
    } catch {
      throw Failure(
        .usage, "job '\(jobName)' cannot begin from '\(path)': \(error.message)",
        advice: error.advice ?? "Give the folder of a savepoint, or of a checkpoint that was retained.")
    }
  }

  /// Of those on the disk some were never completed, and one may have been without that the JobManager could say so.
  private func checkpoints(
    _ known: [CompletedCheckpoint], _ folder: String?, _ savepoint: String?
  ) async throws(Failure) -> FoundCheckpoints {
    let onDisk = if let folder { await storage.checkpoints(in: folder) } else { [CheckpointFolder]() }
    let others = known.filter { each in !onDisk.contains { $0.path == each.path } }
    let candidates = (onDisk.map { ($0.id, $0.path) } + others.map { ($0.id, $0.path) }).sorted { $0.0 > $1.0 }
    var found = FoundCheckpoints(highestID: candidates.first?.0 ?? 0)
    for (_, path) in candidates where found.entries.count < limit {
      let mustBeThere = known.contains { $0.path == path }
      guard let entry = await read(path, mustBeThere: mustBeThere) else {
        found.isFallback = found.isFallback || mustBeThere && found.entries.isEmpty
        continue
      }
      found.entries.insert(entry, at: 0)
    }
    guard found.entries.isEmpty else { return found }
    guard known.isEmpty else { throw JobFailures.nothingReadable(jobName) }
    guard let savepoint else { return found }
    let begin = try await self.savepoint(savepoint)
    return FoundCheckpoints(entries: begin.entries, highestID: max(begin.highestID, found.highestID))
  }

  private func read(_ path: String, mustBeThere: Bool) async -> RetainedCheckpoints.Entry? {
    do throws(Failure) { return try await entry(path, isOwned: true) } catch {
      let level = mustBeThere ? LogLevel.warn : .info
      events.log(level, source: "jobmanager", "job '\(jobName)' does without '\(path)': \(error.message)")
      return nil
    }
  }

  private func entry(_ path: String, isOwned: Bool) async throws(Failure) -> RetainedCheckpoints.Entry {
    let metadata = try await storage.read(path)
    let checkpoint = CompletedCheckpoint(
      id: metadata.id, kind: metadata.kind, path: path, timestamp: metadata.timestamp, byteCount: metadata.byteCount)
    return RetainedCheckpoints.Entry(
      checkpoint: checkpoint, operators: metadata.operators, isOwned: isOwned && metadata.kind == .checkpoint)
  }
}
