import DreyModel
import FoundationEssentials

/// What makes a folder of state files a checkpoint or savepoint: the content of its file `_metadata`.
struct CheckpointMetadata: Sendable, Codable, Equatable {
  var jobID: JobID
  var jobName: String
  /// Of the checkpoint.
  var id: Int
  /// When it was ordered, in milliseconds since 1970 began (UTC).
  var timestamp: Int
  var kind: SnapshotKind
  /// Under the operators' uids. Paths are absolute here, and relative to the folder in the file.
  var operators: [String: OperatorSnapshot]

  /// Bytes of all state files, with those of earlier checkpoints that it builds on; those that several operators share count
  /// once.
  var byteCount: Int {
    var files: [String: Int] = [:]
    for file in operators.values.flatMap(\.parts).flatMap(\.files) { files[file.path] = file.byteCount }
    return files.values.reduce(0, &+)
  }

  /// Whether any subtask's state is in several files.
  private var isIncremental: Bool { operators.values.flatMap(\.parts).contains { $0.earlier != nil } }
}

extension CheckpointMetadata {
  /// Of the file in the folder.
  static let fileName = "_metadata"
  /// The second is of checkpoints that build on others, of which a release that knows the first only would read a part.
  private static let versions = 1...2
  private static let magic = "drey-metadata"

  /// The file's content: a line with version, length and SHA-256 of what follows, and then JSON.
  /// - Parameter checksum: the SHA-256 of bytes.
  /// - Throws: ``Failure`` where a state file is outside the folder.
  func encoded(in folder: String, checksum: ([UInt8]) -> String) throws(Failure) -> [UInt8] {
    let relative = try mapFiles { path throws(Failure) in
      guard path.hasPrefix("\(folder)/") else {
        throw Failure(.user, "the state file '\(path)' is not in the checkpoint's folder '\(folder)'")
      }
      return String(path.dropFirst(folder.count + 1))
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      let body = Array(try encoder.encode(relative))
      let version = isIncremental ? Self.versions.upperBound : Self.versions.lowerBound
      return Array("\(Self.magic) \(version) \(body.count) \(checksum(body))\n".utf8) + body
    } catch { throw Failure(error, domain: .infrastructure) }
  }

  /// Reads a file's content.
  /// - Throws: ``Failure`` that says what is wrong with it: torn, damaged, or of another version.
  init(_ bytes: [UInt8], in folder: String, checksum: ([UInt8]) -> String) throws(Failure) {
    func bad(_ why: String) -> Failure {
      Failure(
        .infrastructure, "'\(folder)/\(Self.fileName)' \(why)", advice: "Begin from another checkpoint or savepoint.")
    }
    let head = bytes.prefix(256).prefix { $0 != UInt8(ascii: "\n") }
    let parts = String(decoding: head, as: UTF8.self).split(separator: " ")
    guard parts.count >= 2, parts[0] == Self.magic else { throw bad("is no metadata of a checkpoint") }
    guard Self.versions.contains(where: { parts[1] == "\($0)" }) else {
      throw bad("is of version \(parts[1]), this drey reads versions up to \(Self.versions.upperBound)")
    }
    let body = Array(bytes.dropFirst(head.count + 1))
    guard parts.count == 4, parts[2] == "\(body.count)" else { throw bad("is torn: its length is not what it says") }
    guard parts[3] == checksum(body) else { throw bad("is damaged: its checksum is not what it says") }
    let relative: CheckpointMetadata
    do { relative = try JSONDecoder().decode(Self.self, from: Data(body)) } catch {
      throw bad("cannot be read: \(error)")
    }
    self = try relative.mapFiles { path throws(Failure) in
      guard !path.hasPrefix("/"), !path.split(separator: "/").contains("..") else {
        throw bad("names a file outside of its folder, '\(path)'")
      }
      return "\(folder)/\(path)"
    }
  }

  private func mapFiles(_ change: (String) throws(Failure) -> String) throws(Failure) -> CheckpointMetadata {
    var copy = self
    for (uid, snapshot) in operators {
      for (index, part) in snapshot.parts.enumerated() {
        guard let file = part.file else { continue }
        copy.operators[uid]?.parts[index].file?.path = try change(file.path)
        for (place, earlier) in (part.earlier ?? []).enumerated() {
          copy.operators[uid]?.parts[index].earlier?[place].path = try change(earlier.path)
        }
      }
    }
    return copy
  }
}
