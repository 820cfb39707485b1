import DreyModel
import FoundationEssentials
import Testing

@Suite struct AccumulatorValueTests {
  private static let values: [AccumulatorValue] = [
    .longCounter(-5), .doubleCounter(0.1), .doubleCounter(.infinity), .longMinimum(.min), .longMaximum(.max),
    .list(EncodedRecords(count: 2, bytes: [0, 255, 16])), .list(EncodedRecords(count: 0, bytes: [])),
    .failed("it is too long: 7"),
  ]

  @Test(arguments: values) func textAndJSONAreReadBack(value: AccumulatorValue) throws {
    #expect(AccumulatorValue(text: value.text) == value)
    #expect(try JSONDecoder().decode([AccumulatorValue].self, from: JSONEncoder().encode([value])) == [value])
  }

  @Test(arguments: [
    "", "LongCounter", "LongCounter x", "Other 1", "ListAccumulator 1 0", "ListAccumulator -1 00",
    "ListAccumulator 1 zz",
    "ListAccumulator 1",
  ]) func otherTextIsRefused(text: String) { #expect(AccumulatorValue(text: text) == nil) }

  @Test func valuesOfOneKindMerge() {
    func merged(_ one: AccumulatorValue, _ other: AccumulatorValue) -> AccumulatorValue? {
      AccumulatorValue.merged([["n": one], [:], ["n": other]])["n"]
    }
    #expect(merged(.longCounter(2), .longCounter(3)) == .longCounter(5))
    #expect(merged(.longCounter(.max), .longCounter(1)) == .longCounter(.min))
    #expect(merged(.doubleCounter(1.5), .doubleCounter(1)) == .doubleCounter(2.5))
    #expect(merged(.longMinimum(4), .longMinimum(-4)) == .longMinimum(-4))
    #expect(merged(.longMaximum(4), .longMaximum(-4)) == .longMaximum(4))
    let lists = merged(.list(EncodedRecords(count: 1, bytes: [1])), .list(EncodedRecords(count: 2, bytes: [2, 3])))
    #expect(lists == .list(EncodedRecords(count: 3, bytes: [1, 2, 3])))
    #expect(merged(.longCounter(2), .longMaximum(3))?.kind == "FailedAccumulator")
    #expect(merged(.longCounter(2), .failed("x")) == .failed("x"))
  }

  @Test func resultsWithoutAccumulatorsLookAsEver() throws {
    var result = JobResult(jobID: .random(), name: "n", status: .finished, netRuntime: 1)
    let text = String(decoding: try JSONEncoder().encode(result), as: UTF8.self)
    #expect(!text.contains("ccumulator"))
    result.accumulators = ["all": .longCounter(1)]
    #expect(try JSONDecoder().decode(JobResult.self, from: JSONEncoder().encode(result)) == result)
    #expect(JobExecutionResultInfo(result).result?.accumulatorResults == ["all": "LongCounter 1"])
    let info = JobAccumulatorsInfo(result.accumulators)
    #expect(info.userTaskAccumulators.map { [$0.name, $0.type, $0.value] } == [["all", "LongCounter", "1"]])
  }
}
