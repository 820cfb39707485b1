import DreyModel

/// Where checkpoints and savepoints are: folders, seen by all members of the cluster.
///
/// Failures are of the domain `infrastructure` and name the folder, what the system said and what to do about it.
protocol CheckpointStorage: Sendable {
  /// Makes a folder with its parents; that it exists is no error.
  func makeFolder(_ folder: String) async throws(Failure)
  /// Makes what is in a folder a checkpoint. All of it is on the disk when this returns.
  func write(_ metadata: CheckpointMetadata, to folder: String) async throws(Failure)
  /// What is in a folder, once it is sure that all its files are there with the lengths that they had.
  func read(_ folder: String) async throws(Failure) -> CheckpointMetadata
  /// The checkpoints in a job's folder, complete or not, newest first.
  func checkpoints(in folder: String) async -> [CheckpointFolder]
  /// Deletes a checkpoint or savepoint; that there is none is no error. What is in it but no file stays.
  func delete(_ folder: String) async throws(Failure)
  /// Deletes all checkpoints in a job's folder but those in the folders `kept`, and the folder where nothing is left.
  func clean(_ folder: String, keeping kept: [String]) async throws(Failure)
}

/// The folder of a regular checkpoint.
struct CheckpointFolder: Sendable, Equatable {
  var id: Int
  var path: String

  /// What comes before the id in its name.
  static let prefix = "chk-"

  /// - Parameter name: of a folder in a job's folder.
  /// - Returns: nil where it is not of a checkpoint.
  init?(name: String, in folder: String) {
    guard name.hasPrefix(Self.prefix), let id = Int(name.dropFirst(Self.prefix.count)), id > 0 else { return nil }
    self.id = id
    path = "\(folder)/\(name)"
  }
}
