import DreyModel
import Glibc
import StreamRecords
import Synchronization
import Testing

@testable import TaskRuntime

/// Numbers, as a state that is no table.
final class ListedNumbers: SnapshotState {
  let name: String
  let distribution: StateDistribution
  var values: [Int]

  init(_ name: String, _ distribution: StateDistribution, _ values: [Int] = []) {
    (self.name, self.distribution, self.values) = (name, distribution, values)
  }

  func beginSnapshot(_ pieces: SnapshotPieces) throws {
    for value in values { try pieces.append { Int.put(value, into: &$0) } }
  }

  func restore(from reader: inout ByteReader, owned: OwnedKeyGroups) { values.append(Int.get(from: &reader)) }
}

/// One subtask with a table and a list of each kind, which takes incremental checkpoints; what it should be is known.
final class IncrementalSubtask {
  static let uid = "counters"
  static let maxParallelism = 16
  static let kinds: [StateDistribution] = [.keyed, .split, .union, .broadcast, .own]

  let checkpoints: SubtaskCheckpoints
  let state: TableState<Int, Int>
  let lists = IncrementalSubtask.kinds.map { ListedNumbers("list \($0)", $0) }
  private let folder: String
  private let owned: OwnedKeyGroups
  private let reports: Reports

  final class Reports: Sendable {
    let all = Mutex<[CheckpointReport]>([])
  }

  /// - Parameter folder: of the checkpoints' folders.
  init(
    _ folder: String, index: Int = 0, of parallelism: Int = 1, from restored: [OperatorSnapshot.Part]? = nil
  ) throws {
    self.folder = folder
    let reports = Reports()
    self.reports = reports
    let parts = restored.map { OperatorSnapshot(maxParallelism: Self.maxParallelism, parts: $0) }
    let setup = CheckpointSetup(
      mode: CheckpointingMode(isIncremental: true),
      restored: parts.map { RestoredState(checkpointID: 1, operators: [Self.uid: $0]) },
      fileToken: String(UInt64.random(in: 0 ... .max), radix: 16)
    ) { report in reports.all.withLock { $0.append(report) } }
    checkpoints = SubtaskCheckpoints(
      SubtaskID(vertex: 0, index: index), parallelism: parallelism, maxParallelism: Self.maxParallelism, setup: setup,
      isCancelled: { false }, wake: {})
    owned = OwnedKeyGroups(index: index, parallelism: parallelism, maxParallelism: Self.maxParallelism)
    state = TableState(name: "counters", account: MemoryAccount(MemoryPool(limit: 1 << 30)))
    try checkpoints.register(state, of: Self.uid)
    for list in lists { try checkpoints.register(list, of: Self.uid) }
  }

  var contents: [Int: Int] {
    var contents: [Int: Int] = [:]
    state.table.forEach { contents[$0] = $1 }
    return contents
  }

  /// Adds to those of the keys that are this subtask's.
  func add(_ number: Int, to keys: some Sequence<Int>) {
    for key in keys where owned.contains(key) { state.table.value(for: key, default: 0).pointee += number }
  }

  func remove(_ keys: some Sequence<Int>) { for key in keys { state.table.remove(key) } }

  var reported: [CheckpointReport] { reports.all.withLock { $0 } }

  func place(_ id: Int) -> String { "\(folder)/chk-\(id)" }

  func trigger(_ id: Int, _ kind: SnapshotKind = .checkpoint) -> CheckpointTrigger {
    mkdir(place(id), 0o755)
    return CheckpointTrigger(id: id, timestamp: 0, kind: kind, folder: place(id))
  }

  /// Takes a snapshot, of which nobody says that it is complete.
  /// - Parameter meanwhile: happens between the fence and the end.
  @discardableResult
  func snapshot(_ id: Int, _ kind: SnapshotKind = .checkpoint, _ meanwhile: () -> Void = {}) throws -> SubtaskSnapshot {
    let trigger = trigger(id, kind)
    // What is written all at once leaves nothing for later.
    checkpoints.begin(trigger)
    meanwhile()
    checkpoints.finish()
    let acknowledged = reported.compactMap { report -> SubtaskSnapshot? in
      if case .acknowledged(let snapshot) = report, snapshot.checkpointID == id { snapshot } else { nil }
    }
    return try #require(acknowledged.last, "\(reported)")
  }

  func complete(_ id: Int) throws {
    checkpoints.tell(.completed(id))
    try checkpoints.work()
  }

  @discardableResult
  func checkpoint(_ id: Int) throws -> SubtaskSnapshot {
    let taken = try snapshot(id)
    try complete(id)
    return taken
  }

  func delete(_ id: Int) throws { try Self.delete(place(id)) }

  func names(_ id: Int) throws -> [String] { try Self.names(place(id)) }

  static func delete(_ folder: String) throws {
    for name in try names(folder) { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }

  private static func names(_ folder: String) throws -> [String] {
    guard let listing = opendir(folder) else { throw Failure(.infrastructure, "no folder '\(folder)'") }
    defer { closedir(listing) }
    var names: [String] = []
    while let entry = readdir(listing) {
      names.append(
        withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
    return names.filter { $0 != "." && $0 != ".." }.sorted()
  }

  static func part(_ snapshot: SubtaskSnapshot) -> OperatorSnapshot.Part {
    OperatorSnapshot.Part(file: snapshot.file, earlier: snapshot.earlier)
  }
}
