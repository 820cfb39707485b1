import DreyModel
import Glibc
import StreamRecords
import Testing

@testable import TaskRuntime

/// Numbers, as a state.
private final class Numbers: SnapshotState {
  let name: String
  let distribution: StateDistribution
  var values: [Int]

  init(_ name: String = "numbers", _ values: [Int] = [], _ distribution: StateDistribution = .split) {
    (self.name, self.values, self.distribution) = (name, values, distribution)
  }

  func beginSnapshot(_ pieces: SnapshotPieces) throws {
    for value in values { try pieces.append { Int.put(value, into: &$0) } }
  }

  func restore(from reader: inout ByteReader, owned: OwnedKeyGroups) { values.append(Int.get(from: &reader)) }
}

@Suite struct SnapshotFileTests {
  private final class Folder {
    let path: String
    init() throws {
      var template = Array("/tmp/drey-state-XXXXXX".utf8CString)
      path = try template.withUnsafeMutableBufferPointer { buffer in
        let base = try #require(buffer.baseAddress)
        return String(cString: try #require(mkdtemp(base)))
      }
    }
    deinit {
      for file in files { unlink("\(path)/\(file)") }
      rmdir(path)
    }
    var files: [String] {
      guard let listing = opendir(path) else { return [] }
      defer { closedir(listing) }
      var names: [String] = []
      while let entry = readdir(listing) {
        names.append(
          withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
      }
      return names.filter { !$0.hasPrefix(".") || $0.count > 2 }.sorted()
    }
  }

  private func write(_ states: [Numbers], to folder: Folder) throws -> SnapshotFile {
    let file = try SnapshotFileWriter(
      "\(folder.path)/0-0.state",
      states: states.map { SnapshotFormat.Entry(uid: "op", name: $0.name, distribution: $0.distribution) })
    for (place, state) in states.enumerated() {
      let pieces = SnapshotPieces { bytes in
        var chunk = ByteWriter()
        chunk.integer(UInt32(place))
        chunk.bytes(bytes)
        try chunk.withBytes { try file.append($0) }
      }
      try state.beginSnapshot(pieces)
      try pieces.drain()
    }
    return try file.finish()
  }

  private func restored(
    _ file: SnapshotFile, _ name: String = "numbers", old: Int = 1, index: Int = 0, parallelism: Int = 1,
    _ distribution: StateDistribution = .split
  ) throws -> [Int] {
    let parts = Array(repeating: OperatorSnapshot.Part(file: file), count: old)
    let state = RestoredState(checkpointID: 1, operators: ["op": OperatorSnapshot(maxParallelism: 8, parts: parts)])
    let numbers = Numbers(name, [], distribution)
    try StateRestoration(state, index: index, parallelism: parallelism, maxParallelism: 8).restore(numbers, of: "op")
    return numbers.values
  }

  @Test func statesComeBackByTheirNames() throws {
    let folder = try Folder()
    let file = try write([Numbers("numbers", Array(0..<100_000)), Numbers("others", [7])], to: folder)
    #expect(try restored(file) == Array(0..<100_000))
    #expect(try restored(file, "others") == [7])
    #expect(try restored(file, "nobody's") == [])
    #expect(folder.files == ["0-0.state"])
  }

  @Test func piecesAreDealtWhereThereAreMoreSubtasksOrFewer() throws {
    let folder = try Folder()
    let file = try write([Numbers("numbers", Array(0..<10))], to: folder)
    let dealt = try (0..<3).map { try restored(file, old: 2, index: $0, parallelism: 3) }
    #expect(dealt.flatMap { $0 }.sorted() == (Array(0..<10) + Array(0..<10)).sorted())
    #expect(dealt.allSatisfy { $0.count >= 6 })
    #expect(try restored(file, old: 2, index: 1, parallelism: 3, .union).count == 20)
    #expect(try restored(file, old: 2, index: 2, parallelism: 3, .broadcast) == Array(0..<10))
  }

  /// Whichever byte is another one, or missing: it is found out, and nothing crashes.
  @Test func damageIsFoundWhereverItIs() throws {
    let folder = try Folder()
    let file = try write([Numbers("numbers", Array(0..<40)), Numbers("others", [7])], to: folder)
    for place in 0..<file.byteCount {
      try change(file, at: place) { $0 ^ 0x10 }
      #expect(throws: SnapshotDamage.self, "byte \(place)") {
        _ = try restored(file)
        _ = try restored(file, "others")
      }
      try change(file, at: place) { $0 ^ 0x10 }
    }
    #expect(try restored(file) == Array(0..<40))
    for length in stride(from: file.byteCount - 1, through: 0, by: -7) {
      truncate(file.path, off_t(length))
      #expect(throws: SnapshotDamage.self) { try restored(file) }
    }
  }

  @Test func aFileThatIsNotThereIsDamageToo() {
    #expect(throws: SnapshotDamage.self) {
      try restored(SnapshotFile(path: "/nonexistent/state", byteCount: 10))
    }
  }

  @Test func whatCannotBeWrittenIsAFailureThatNamesThePath() throws {
    let error = #expect(throws: Failure.self) { _ = try SnapshotFileWriter("/nonexistent/0-0.state", states: []) }
    #expect(error?.message.contains("/nonexistent/0-0.state") == true)
  }

  @Test func aFileThatWasNotFinishedLeavesNothing() throws {
    let folder = try Folder()
    do { _ = try SnapshotFileWriter("\(folder.path)/0-0.state", states: []) }
    #expect(folder.files.isEmpty)
  }

  private func change(_ file: SnapshotFile, at place: Int, _ body: (UInt8) -> UInt8) throws {
    let descriptor = open(file.path, O_RDWR)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    var byte: UInt8 = 0
    pread(descriptor, &byte, 1, off_t(place))
    byte = body(byte)
    pwrite(descriptor, &byte, 1, off_t(place))
  }
}
