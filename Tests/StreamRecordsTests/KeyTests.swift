import StreamRecords
import Testing

/// Keys of one's own, by their encoding.
@Suite struct KeyTests {
  private struct Pair: Codable, StreamKey { var auction: Int, side: Level }
  private struct Basket: Codable, StreamKey { var goods: Set<String>, amounts: [String: [Level: Int]] }
  private enum Side: String, StreamKey { case buy, sell }

  @Test func codableKeysHashByTheirFields() {
    #expect(Pair(auction: 1, side: .low).fastHash == Pair(auction: 1, side: .low).fastHash)
    #expect(Pair(auction: 1, side: .low).fastHash != Pair(auction: 1, side: .high).fastHash)
    #expect(Side.buy.fastHash == "buy".fastHash)
    #expect(Side.buy.isSameKey(as: .buy) && !Side.buy.isSameKey(as: .sell))
  }

  @Test func keysHashTheSameWhateverTheOrderOfTheirSets() {
    let names = (0..<50).map { "name \($0)" }
    let dense = Basket(
      goods: Set(names), amounts: Dictionary(uniqueKeysWithValues: names.map { ($0, [.low: 1, .high: 2]) }))
    var roomy = Basket(goods: Set(minimumCapacity: 5000), amounts: Dictionary(minimumCapacity: 5000))
    for name in names.reversed() {
      roomy.goods.insert(name)
      roomy.amounts[name] = Dictionary(minimumCapacity: 1000)
      roomy.amounts[name]?.merge([.high: 2, .low: 1]) { $1 }
    }
    #expect(Array(dense.goods) != Array(roomy.goods), "the test shows nothing")
    #expect(dense.fastHash == roomy.fastHash)
    roomy.amounts["name 7"] = [.low: 1]
    #expect(dense.fastHash != roomy.fastHash)
  }

  @Test func containersOfKeysAreKeys() {
    #expect([1, 2].fastHash != [2, 1].fastHash)
    #expect(["a"].isSameKey(as: ["a"]))
    #expect(!["e\u{301}"].isSameKey(as: ["\u{E9}"]), "two spellings are two keys")
    #expect((nil as Int?).fastHash != (0 as Int?).fastHash)
    #expect(("a" as String?).isSameKey(as: "a") && !("a" as String?).isSameKey(as: nil))
    #expect((nil as Int?).isSameKey(as: nil))
    #expect(!("e\u{301}" as Character).isSameKey(as: "\u{E9}"))
    #expect(("x" as Character).fastHash == "x".fastHash)
    #expect(Duration.seconds(1).fastHash != Duration.nanoseconds(1).fastHash)
  }
}
