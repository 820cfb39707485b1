import Testing

@testable import DataStream

@Suite struct FileDealingTests {
  private func loads(_ splits: [[FileSplit]], _ files: [FileEntry]) -> [Int] {
    splits.map { splits in
      splits.reduce(0) { sum, split in
        let size = files.first { $0.path == split.path }?.size ?? 0
        return sum + min(split.range.upperBound, size) - split.range.lowerBound
      }
    }
  }

  @Test func everyByteOnceAndEvenly() {
    var random = SeededRandom()
    for _ in 0..<500 {
      let files = (0..<Int.random(in: 0...6, using: &random)).map { number in
        FileEntry(
          path: "f\(number)", size: Int.random(in: 0...40, using: &random),
          isPacked: Int.random(in: 0..<3, using: &random) == 0)
      }
      let parallelism = Int.random(in: 1...7, using: &random)
      let splits = FileDealing.deal(files, parallelism: parallelism, canCut: true)
      #expect(splits.count == parallelism)
      for file in files {
        let ranges = splits.joined().filter { $0.path == file.path }.map(\.range).sorted {
          $0.lowerBound < $1.lowerBound
        }
        if file.isPacked {
          #expect(ranges == [0..<Int.max], "seed \(random.seed)")
        } else {
          let bytes = ranges.flatMap { Array($0) }
          #expect(bytes == Array(0..<(file.size ?? 0)), "seed \(random.seed)")
        }
      }
      // Who got a part of a file that can be cut has no byte more than the others could have.
      let loads = loads(splits, files)
      for (subtask, splits) in splits.enumerated() where splits.contains(where: { $0.range.upperBound != .max }) {
        #expect(loads[subtask] <= (loads.min() ?? 0) + 1, "seed \(random.seed)")
      }
    }
  }

  @Test func whatCannotBeCutStaysWhole() {
    let files = [
      FileEntry(path: "a", size: 10), FileEntry(path: "b", size: 30), FileEntry(path: "pipe", size: nil),
      FileEntry(path: "empty", size: 0), FileEntry(path: "empty.gz", size: 0, isPacked: true),
    ]
    let splits = FileDealing.deal(files, parallelism: 2, canCut: false)
    #expect(splits.joined().map(\.range).allSatisfy { $0 == 0..<Int.max })
    #expect(Set(splits.joined().map(\.path)) == ["a", "b", "pipe", "empty.gz"])
    #expect(splits[0].map(\.path) == ["b"])
  }
}
