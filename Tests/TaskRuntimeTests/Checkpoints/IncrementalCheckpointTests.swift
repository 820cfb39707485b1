import DreyModel
import Glibc
import StreamRecords
import Testing

@testable import TaskRuntime

/// Checkpoints of one subtask that build on each other's files.
@Suite(.timeLimit(.minutes(3))) struct IncrementalCheckpointTests {
  private final class Folder {
    let path: String
    init() throws {
      var template = Array("/tmp/drey-increments-XXXXXX".utf8CString)
      path = try template.withUnsafeMutableBufferPointer { buffer in
        let base = try #require(buffer.baseAddress)
        return String(cString: try #require(mkdtemp(base)))
      }
    }
    deinit {
      for id in 1...30 { try? IncrementalSubtask.delete("\(path)/chk-\(id)") }
      rmdir(path)
    }
  }

  private func restored(
    _ folder: Folder, _ snapshots: SubtaskSnapshot..., index: Int = 0, of parallelism: Int = 1
  ) throws -> IncrementalSubtask {
    try IncrementalSubtask(
      folder.path, index: index, of: parallelism, from: snapshots.map(IncrementalSubtask.part))
  }

  @Test func eachBuildsOnTheOneBeforeAndStandsInAFolderOfItsOwn() throws {
    let folder = try Folder()
    let subtask = try IncrementalSubtask(folder.path)
    subtask.add(1, to: 0..<20_000)
    let base = try subtask.checkpoint(1)
    #expect(base.earlier == nil)
    var last = base
    for id in 2...4 {
      subtask.add(id, to: id * 100..<id * 100 + 50)
      subtask.remove(id * 1000..<id * 1000 + 20)
      last = try subtask.checkpoint(id)
      #expect(last.earlier?.count == id - 1)
      #expect(last.files.allSatisfy { $0.path.hasPrefix("\(subtask.place(id))/") })
      #expect(try subtask.names(id).count == id)
      try subtask.delete(id - 1)
    }
    let size = try #require(last.file).byteCount
    #expect(size * 4 < (base.file?.byteCount ?? 0), "\(size) bytes")
    #expect(try restored(folder, last).contents == subtask.contents)
    #expect(subtask.contents.count == 20_000 - 60)
  }

  /// With what changes between the fence and the end.
  @Test func whatChangesWhileOneIsWrittenBelongsToTheNext() throws {
    let folder = try Folder()
    let subtask = try IncrementalSubtask(folder.path)
    subtask.add(1, to: 0..<500_000)
    var fenced = subtask.contents
    let first = try subtask.snapshot(1) { subtask.add(5, to: stride(from: 0, to: 500_000, by: 5000)) }
    #expect(try restored(folder, first).contents == fenced)
    try subtask.complete(1)
    fenced = subtask.contents
    let second = try subtask.snapshot(2) { subtask.remove(7..<100) }
    #expect(second.earlier?.count == 1)
    #expect(try restored(folder, second).contents == fenced)
    try subtask.complete(2)
    let third = try subtask.snapshot(3)
    #expect(third.earlier?.count == 2)
    #expect(try restored(folder, third).contents == subtask.contents)
  }

  @Test func oneThatWasNeverCompletedIsNotBuiltOn() throws {
    let folder = try Folder()
    let subtask = try IncrementalSubtask(folder.path)
    subtask.add(1, to: 0..<20_000)
    try subtask.checkpoint(1)
    subtask.add(2, to: 0..<50)
    try subtask.snapshot(2)
    subtask.checkpoints.tell(.aborted(2))
    try subtask.checkpoints.work()
    try subtask.delete(2)
    subtask.add(3, to: 100..<150)
    let third = try subtask.snapshot(3)
    #expect(third.earlier?.count == 1)
    #expect(try restored(folder, third).contents == subtask.contents)
    // Of the one before it is heard too late.
    subtask.add(4, to: 200..<250)
    let fourth = try subtask.snapshot(4)
    try subtask.complete(3)
    subtask.add(5, to: 300..<350)
    let fifth = try subtask.snapshot(5)
    #expect(fourth.earlier?.count == 1 && fifth.earlier?.count == 1)
    #expect(try restored(folder, fifth).contents == subtask.contents)
  }

  @Test func whereFilesAreGoneAllIsWritten() throws {
    let folder = try Folder()
    let subtask = try IncrementalSubtask(folder.path)
    subtask.add(1, to: 0..<20_000)
    try subtask.checkpoint(1)
    subtask.add(1, to: 0..<50)
    let second = try subtask.checkpoint(2)
    #expect(second.earlier?.count == 1)
    // Of two files the second one cannot be linked.
    unlink(try #require(second.earlier?.first).path)
    subtask.add(1, to: 0..<50)
    let third = try subtask.checkpoint(3)
    #expect(third.earlier == nil)
    #expect(try subtask.names(3).count == 1)
    #expect(try restored(folder, third).contents == subtask.contents)
    subtask.add(1, to: 0..<50)
    let fourth = try subtask.checkpoint(4)
    #expect(fourth.earlier?.count == 1)
    #expect(try restored(folder, fourth).contents == subtask.contents)
  }

  @Test func oneThatIsGivenUpLeavesNoLinks() throws {
    let folder = try Folder()
    let subtask = try IncrementalSubtask(folder.path)
    subtask.add(1, to: 0..<500_000)
    try subtask.checkpoint(1)
    subtask.add(1, to: 0..<500_000)
    subtask.checkpoints.begin(subtask.trigger(2))
    #expect(subtask.checkpoints.active != nil)
    subtask.checkpoints.tell(.aborted(2))
    try subtask.checkpoints.work()
    subtask.checkpoints.writings.last?.wait()
    #expect(try subtask.names(2).isEmpty)
    let third = try subtask.checkpoint(3)
    #expect(third.earlier?.count == 1)
    #expect(try restored(folder, third).contents == subtask.contents)
  }

  @Test func aSavepointStandsForItselfAndChangesNothing() throws {
    let folder = try Folder()
    let subtask = try IncrementalSubtask(folder.path)
    subtask.add(1, to: 0..<20_000)
    try subtask.checkpoint(1)
    subtask.add(2, to: 0..<50)
    let savepoint = try subtask.snapshot(2, .savepoint) { subtask.add(9, to: 300..<310) }
    #expect(savepoint.earlier == nil && savepoint.file?.path.hasSuffix("-2.state") == false)
    subtask.remove(300..<310)
    var changed = subtask.contents
    for key in 300..<310 { changed[key] = 1 }
    #expect(try restored(folder, savepoint).contents == changed)
    var version: UInt8 = 0
    let file = open(try #require(savepoint.file).path, O_RDONLY)
    pread(file, &version, 1, 8)
    close(file)
    #expect(version == 1, "older releases can read it")
    // The completion of the first could as well be told of now.
    subtask.add(3, to: 500..<510)
    let third = try subtask.checkpoint(3)
    #expect(third.earlier?.count == 1)
    #expect(try restored(folder, third).contents == subtask.contents)
  }

  @Test func aCompletionBehindASavepointCounts() throws {
    let folder = try Folder()
    let subtask = try IncrementalSubtask(folder.path)
    subtask.add(1, to: 0..<20_000)
    try subtask.snapshot(1)
    try subtask.snapshot(2, .savepoint)
    try subtask.complete(1)
    subtask.add(1, to: 0..<10)
    let third = try subtask.snapshot(3)
    #expect(third.earlier?.count == 1)
    #expect(try restored(folder, third).contents == subtask.contents)
  }

  /// Lists are written as a whole each time, and the newest one is all there is to them.
  @Test func otherStatesComeFromTheNewestFileOnly() throws {
    let folder = try Folder()
    let subtask = try IncrementalSubtask(folder.path)
    subtask.add(1, to: 0..<20_000)
    for list in subtask.lists { list.values = [1, 2, 3] }
    try subtask.checkpoint(1)
    for list in subtask.lists { list.values = [4] }
    try subtask.checkpoint(2)
    for list in subtask.lists { list.values = [5, 6] }
    let third = try subtask.checkpoint(3)
    #expect(third.earlier?.count == 2)
    let back = try restored(folder, third)
    for list in back.lists { #expect(list.values == [5, 6], "\(list.distribution)") }
    let both = try restored(folder, third, third, index: 1, of: 2)
    for list in both.lists where list.distribution == .union { #expect(list.values == [5, 6, 5, 6]) }
  }

  @Test(arguments: [1, 2, 3, 5]) func anyParallelismCanGoOnFromThem(parallelism: Int) throws {
    let folder = try Folder()
    let subtasks = try (0..<2).map { try IncrementalSubtask(folder.path, index: $0, of: 2) }
    var parts: [OperatorSnapshot.Part] = []
    for subtask in subtasks {
      subtask.add(1, to: 0..<40_000)
      try subtask.checkpoint(1)
      subtask.add(1, to: 0..<100)
      try subtask.checkpoint(2)
      subtask.remove(50..<150)
      parts.append(IncrementalSubtask.part(try subtask.checkpoint(3)))
    }
    #expect(parts.allSatisfy { $0.earlier?.count == 2 })
    var found: [Int: Int] = [:]
    for index in 0..<parallelism {
      let state = TableState<Int, Int>(name: "counters", account: MemoryAccount(MemoryPool(limit: 1 << 30)))
      let snapshot = OperatorSnapshot(maxParallelism: IncrementalSubtask.maxParallelism, parts: parts)
      let restoration = StateRestoration(
        RestoredState(checkpointID: 3, operators: [IncrementalSubtask.uid: snapshot]), index: index,
        parallelism: parallelism, maxParallelism: IncrementalSubtask.maxParallelism)
      try restoration.restore(state, of: IncrementalSubtask.uid)
      state.table.forEach { #expect(found.updateValue($1, forKey: $0) == nil) }
    }
    #expect(found.count == 39_900 && found[0] == 2 && found[149] == nil && found[150] == 1)
    #expect(found == subtasks[0].contents.merging(subtasks[1].contents) { $1 })
  }

  @Test func afterSomeFilesAllIsWrittenAgain() throws {
    let folder = try Folder()
    let subtask = try IncrementalSubtask(folder.path)
    subtask.add(1, to: 0..<20_000)
    var counts: [Int] = []
    for id in 1...11 {
      subtask.add(1, to: 0..<5)
      let taken = try subtask.checkpoint(id)
      counts.append(taken.files.count)
      #expect(try restored(folder, taken).contents == subtask.contents)
      if id > 1 { try subtask.delete(id - 1) }
    }
    #expect(counts == [1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2])
  }

  @Test func damageToAnEarlierFileIsFoundOut() throws {
    let folder = try Folder()
    let subtask = try IncrementalSubtask(folder.path)
    subtask.add(1, to: 0..<20_000)
    let first = try subtask.checkpoint(1)
    let expected = subtask.contents
    subtask.add(1, to: 0..<50)
    let second = try subtask.checkpoint(2)
    let earlier = try #require(second.earlier?.first)
    // As a disk might: the file that others have too stays as it is.
    var bytes = [UInt8](repeating: 0, count: earlier.byteCount)
    let source = open(earlier.path, O_RDONLY)
    #expect(pread(source, &bytes, bytes.count, 0) == bytes.count)
    close(source)
    bytes[bytes.count / 2] ^= 1
    unlink(earlier.path)
    let target = open(earlier.path, O_WRONLY | O_CREAT, 0o644)
    #expect(pwrite(target, bytes, bytes.count, 0) == bytes.count)
    close(target)
    let failure = #expect(throws: Failure.self) { try restored(folder, second) }
    #expect(failure?.message.contains(earlier.path) == true)
    #expect(try restored(folder, first).contents == expected)
  }

  @Test func listsAloneAreNotWorthIt() throws {
    let folder = try Folder()
    let subtask = try IncrementalSubtask(folder.path)
    subtask.checkpoints.states.removeFirst()
    subtask.lists[1].values = [1]
    #expect(try subtask.checkpoint(1).earlier == nil)
    #expect(try subtask.checkpoint(2).earlier == nil)
  }
}
