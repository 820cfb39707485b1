/// Deals files to subtasks so that all get as many bytes: whole files where they cannot be cut, byte ranges of the others.
enum FileDealing {
  /// - Parameter canCut: whether lines can be told from any place in a file; compressed ones are whole in any case.
  /// - Returns: for every subtask what it reads. The same files give the same in every process.
  static func deal(_ files: [FileEntry], parallelism: Int, canCut: Bool) -> [[FileSplit]] {
    var dealing = Dealing(
      splits: Array(repeating: [], count: parallelism), loads: Array(repeating: 0, count: parallelism))
    let isCut = { (file: FileEntry) in canCut && file.size != nil && !file.isPacked }
    // The largest first: what is small evens out what they leave.
    let whole = files.filter { !isCut($0) }.sorted { ($0.size ?? 0, $1.path) > ($1.size ?? 0, $0.path) }
    for file in whole { dealing.addWhole(file) }
    dealing.fill(with: files.filter(isCut))
    return dealing.splits
  }

  private struct Dealing {
    var splits: [[FileSplit]]
    /// Bytes by subtask.
    var loads: [Int]

    mutating func addWhole(_ file: FileEntry) {
      // An empty file has nothing to read, but for a compressed one that is a mistake to be found.
      if file.size == 0, !file.isPacked { return }
      let least = loads.indices.min { loads[$0] < loads[$1] } ?? 0
      splits[least].append(FileSplit(path: file.path, range: 0..<Int.max, fileSize: file.size ?? .max))
      loads[least] += file.size ?? 0
    }

    /// Gives each subtask in turn as many bytes as lift it to the level that all can have.
    mutating func fill(with files: [FileEntry]) {
      var rooms = Self.rooms(above: loads, for: files.reduce(0) { $0 + ($1.size ?? 0) })
      var subtask = 0
      for file in files {
        var start = 0
        while let size = file.size, start < size {
          while subtask < rooms.count - 1, rooms[subtask] == 0 { subtask += 1 }
          // The last one takes what is left.
          let count = subtask == rooms.count - 1 ? size - start : min(size - start, rooms[subtask])
          splits[subtask].append(FileSplit(path: file.path, range: start..<start + count, fileSize: size))
          rooms[subtask] -= min(count, rooms[subtask])
          start += count
        }
      }
    }

    /// The bytes that each subtask gets on top of its load, `total` together, so that the lowest come up evenly.
    private static func rooms(above loads: [Int], for total: Int) -> [Int] {
      var rooms = Array(repeating: 0, count: loads.count)
      let order = loads.indices.sorted { (loads[$0], $0) < (loads[$1], $1) }
      var left = total
      var counted = 0
      // Takes in one subtask after the other as long as the level reaches above its load.
      while counted < order.count,
        left >= (counted == 0 ? 0 : (loads[order[counted]] - loads[order[counted - 1]]) * counted)
      {
        if counted > 0 { left -= (loads[order[counted]] - loads[order[counted - 1]]) * counted }
        counted += 1
      }
      guard counted > 0 else { return rooms }
      let level = loads[order[counted - 1]]
      for (place, subtask) in order.prefix(counted).enumerated() {
        rooms[subtask] = level - loads[subtask] + left * (place + 1) / counted - left * place / counted
      }
      return rooms
    }
  }
}
