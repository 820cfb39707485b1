import DreyModel
import FoundationEssentials
import Glibc

/// Makes a cluster's folder: filled aside first, then given its name, under a lock that all clients take.
struct ClusterCreation {
  let root: StateFolder

  /// How long another client may hold the lock, which takes it no longer than a look into a folder.
  private static let patience: Duration = .seconds(10)

  /// - Throws: ``DreyModel/Failure``: of the domain `usage` where the name is taken meanwhile.
  func create(_ folder: ClusterFolder, _ record: ClusterRecord) async throws {
    let prepared = folder.prepared
    for path in [prepared.path, prepared.secrets, prepared.givenSecrets, prepared.userLibrary, prepared.state] {
      try PrivateFile.makeFolder(path)
    }
    for member in record.members.map({ prepared.member($0.name) }) {
      try PrivateFile.makeFolder(member.path)
      try PrivateFile.makeFolder(member.scratch)
    }
    try PrivateFile.write(record, as: prepared.record)
    try await locked {
      try LocalPlanner.refuseNameClash(folder, try root.clusters())
      guard rename(prepared.path, folder.path) == 0 else { throw PrivateFile.failure(folder.path, errno) }
    }
  }

  /// Gives a cluster one more member, or takes one from it: notes it, and makes or removes its folder.
  /// - Throws: ``DreyModel/Failure`` where the cluster is gone.
  func change(_ folder: ClusterFolder, _ change: @Sendable (inout [ClusterRecord.Member]) -> Void) async throws {
    try await locked {
      guard var record = PrivateFile.read(ClusterRecord.self, from: folder.record) else {
        throw Failure(.usage, "cluster '\(folder.name)' is gone: \(folder.path)")
      }
      let before = record.members.map(\.name)
      change(&record.members)
      let after = record.members.map(\.name)
      for member in after where !before.contains(member) {
        try PrivateFile.makeFolder(folder.member(member).path)
        try PrivateFile.makeFolder(folder.member(member).scratch)
      }
      try PrivateFile.write(record, as: folder.record)
      for member in before where !after.contains(member) {
        try? FileManager.default.removeItem(atPath: folder.member(member).path)
      }
    }
  }

  /// The kernel gives the lock back, however this process ends.
  private func locked(_ body: () throws -> Void) async throws {
    let path = "\(root.path)/.lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw PrivateFile.failure(path, errno) }
    defer { close(descriptor) }
    let deadline = ContinuousClock.now + Self.patience
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR, ContinuousClock.now < deadline else {
        throw Failure(.infrastructure, "\(path) is locked by another drey, which does not give it back")
      }
      try await Task.sleep(for: .milliseconds(5))
    }
    try body()
  }
}
