import StreamRecords
import TaskRuntime
import Testing

@Suite struct KeyGroupTests {
  /// No subtask may own more than twice or less than half of its share of ten thousand words.
  @Test(arguments: [2, 3, 4, 7]) func keysSpreadOverAllSubtasks(parallelism: Int) {
    let owners = KeyGroups.owners(maxParallelism: 128, parallelism: parallelism)
    for prefix in ["w", "a longer word than fits inline "] {
      var shares = [Int](repeating: 0, count: parallelism)
      for number in 0..<10_000 {
        let group = KeyGroups.group(ofHash: "\(prefix)\(number)".fastHash, maxParallelism: 128)
        shares[Int(owners[group])] += 1
      }
      let fair = 10_000 / parallelism
      for share in shares { #expect((fair / 2...fair * 2).contains(share), "\(shares)") }
    }
  }

  @Test func integersSpreadOverAllSubtasks() {
    var shares = [Int](repeating: 0, count: 4)
    let owners = KeyGroups.owners(maxParallelism: 128, parallelism: 4)
    for number in 0..<10_000 {
      shares[Int(owners[KeyGroups.group(ofHash: number.fastHash, maxParallelism: 128)])] += 1
    }
    for share in shares { #expect((1250...5000).contains(share), "\(shares)") }
  }

  @Test(arguments: [1, 2, 5, 128]) func groupsAreDealtInContiguousRangesThatCoverAllSubtasks(parallelism: Int) {
    let owners = KeyGroups.owners(maxParallelism: 128, parallelism: parallelism)
    #expect(owners == owners.sorted())
    #expect(Set(owners).count == parallelism)
  }
}
