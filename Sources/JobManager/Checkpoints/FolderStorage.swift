import ControlPlane
import DreyModel
import Glibc
import NIOPosix

/// Checkpoints on a file system. Every call is on a thread for blocking calls.
struct FolderStorage: CheckpointStorage {
  func makeFolder(_ folder: String) async throws(Failure) {
    try await blocking { () throws(Failure) in try Self.make(folder) }
  }

  func write(_ metadata: CheckpointMetadata, to folder: String) async throws(Failure) {
    try await blocking { () throws(Failure) in
      let bytes = try metadata.encoded(in: folder, checksum: ContentHash.sha256(of:))
      try WholeFile.write(bytes, to: "\(folder)/\(CheckpointMetadata.fileName)")
    }
  }

  func read(_ folder: String) async throws(Failure) -> CheckpointMetadata {
    try await blocking { () throws(Failure) in
      let bytes = try WholeFile.read("\(folder)/\(CheckpointMetadata.fileName)")
      let metadata = try CheckpointMetadata(bytes, in: folder, checksum: ContentHash.sha256(of:))
      try Self.checkFiles(of: metadata)
      return metadata
    }
  }

  func checkpoints(in folder: String) async -> [CheckpointFolder] {
    let found = try? await blocking { () throws(Failure) in Self.checkpoints(in: folder) }
    return found ?? []
  }

  func delete(_ folder: String) async throws(Failure) {
    try await blocking { () throws(Failure) in try Self.remove(folder) }
  }

  func clean(_ folder: String, keeping kept: [String]) async throws(Failure) {
    try await blocking { () throws(Failure) in
      for each in Self.checkpoints(in: folder) where !kept.contains(each.path) { try Self.remove(each.path) }
      if kept.isEmpty { rmdir(folder) }
    }
  }

  private func blocking<Result: Sendable>(
    _ body: @escaping @Sendable () throws(Failure) -> Result
  ) async throws(Failure) -> Result {
    do { return try await NIOThreadPool.singleton.runIfActive(body) } catch {
      throw Failure(error, domain: .infrastructure)
    }
  }

  private static func make(_ folder: String) throws(Failure) {
    var made = ""
    for part in folder.split(separator: "/") {
      made += "/\(part)"
      guard mkdir(made, 0o755) == 0 || errno == EEXIST else {
        let code = errno
        // One that exists may be on a file system where nothing can be made.
        var status = stat()
        guard stat(made, &status) == 0 else { throw StorageError.failure("create the folder", made, code) }
        continue
      }
    }
    var status = stat()
    guard stat(folder, &status) == 0 else { throw StorageError.failure("use the folder", folder, errno) }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw StorageError.failure("use the folder", folder, ENOTDIR) }
  }

  private static func checkFiles(of metadata: CheckpointMetadata) throws(Failure) {
    for file in metadata.operators.values.flatMap(\.parts).flatMap(\.files) {
      var status = stat()
      guard stat(file.path, &status) == 0 else { throw StorageError.failure("use", file.path, errno) }
      guard Int(status.st_size) == file.byteCount else {
        throw Failure(
          .infrastructure, "'\(file.path)' has \(status.st_size) bytes, \(file.byteCount) were written",
          advice: "Begin from another checkpoint or savepoint.")
      }
    }
  }

  private static func checkpoints(in folder: String) -> [CheckpointFolder] {
    names(in: folder).compactMap { CheckpointFolder(name: $0, in: folder) }.sorted { $0.id > $1.id }
  }

  private static func names(in folder: String) -> [String] { (try? Folder.names(in: folder)) ?? [] }

  /// Without its metadata it is no checkpoint any more, so that goes first.
  private static func remove(_ folder: String) throws(Failure) {
    unlink("\(folder)/\(CheckpointMetadata.fileName)")
    // A subtask that has not heard yet that it is to stop may just have begun another file.
    for _ in 0..<3 {
      for name in names(in: folder) { unlink("\(folder)/\(name)") }
      if rmdir(folder) == 0 || errno == ENOENT { return }
      guard errno == ENOTEMPTY || errno == EEXIST else { break }
    }
    throw StorageError.failure("delete the folder", folder, errno)
  }
}
