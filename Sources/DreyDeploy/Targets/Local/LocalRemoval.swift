import DreyModel
import FoundationEssentials

/// Removes local clusters: their processes, then their folders. Doing it twice is harmless.
struct LocalRemoval: Sendable {
  let root: StateFolder

  /// - Returns: how many things were found.
  /// - Throws: ``DreyModel/Failure`` where processes do not end or a folder cannot be removed.
  func removeOnce(_ selection: ClusterSelection) async throws -> Int {
    let ended = await ProcessTable.end(below: root) { $0.cluster.isSelected(by: selection) }
    guard ended.left == 0 else {
      throw Failure(.infrastructure, "\(ended.left) processes of the cluster do not end, though they were killed")
    }
    let folders = try root.clusters().filter { $0.isSelected(by: selection) }
    for folder in folders { try await remove(folder) }
    return ended.found + folders.count
  }

  /// Whoever watched a member may just be noting its end there, so that it takes another attempt.
  private func remove(_ folder: ClusterFolder) async throws {
    for attempt in 1... {
      do {
        return try FileManager.default.removeItem(atPath: folder.path)
      } catch {
        // Somebody else removed it.
        if !FileManager.default.fileExists(atPath: folder.path) { return }
        guard attempt < 10 else { throw Failure(.infrastructure, "\(folder.path) cannot be removed: \(error)") }
        await Task { try? await Task.sleep(for: .milliseconds(20)) }.value
      }
    }
  }
}
