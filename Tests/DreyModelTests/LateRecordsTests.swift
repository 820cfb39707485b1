import DreyModel
import FoundationEssentials
import Testing

@Suite struct LateRecordsTests {
  @Test func whatPeopleAreToldOfLateRecords() throws {
    let accumulators: [String: AccumulatorValue] = [
      LateRecords.accumulator(of: "Window Count"): .longCounter(974),
      LateRecords.accumulator(of: "Join"): .longCounter(1),
      LateRecords.accumulator(of: "Nothing"): .longCounter(0), "numLateRecordsDropped": .longCounter(5),
      "other": .longCounter(7),
    ]
    #expect(LateRecords.counts(in: accumulators) == ["Window Count": 974, "Join": 1])
    let notes = LateRecords.notes(on: accumulators)
    #expect(notes.count == 2)
    #expect(notes.first?.hasPrefix("1 late record was dropped by 'Join'") == true)
    #expect(notes.last?.hasPrefix("974 late records were dropped by 'Window Count'") == true)
    #expect(LateRecords.accumulator(of: String(repeating: "é", count: 500)).utf8.count <= 256)
  }

  @Test func metricsOfOlderWorkersHaveNoLateRecords() throws {
    var (one, other) = (SubtaskMetrics(), SubtaskMetrics())
    one.lateRecordsDropped = 2
    other.lateRecordsDropped = 3
    #expect((one + other).lateRecordsDropped == 5)
    let none = try JSONEncoder().encode(SubtaskMetrics())
    #expect(!String(decoding: none, as: UTF8.self).contains("ate"), "metrics without late records look as ever")
    #expect(try JSONDecoder().decode(SubtaskMetrics.self, from: none).lateRecordsDropped == 0)
    #expect(try JSONDecoder().decode(SubtaskMetrics.self, from: JSONEncoder().encode(one)) == one)
  }
}
