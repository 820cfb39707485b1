import Testing

@Suite struct SoakSeriesTests {
  private func findings(_ value: (Double) -> Double, bound: Double? = nil) -> [SoakSeries.Finding] {
    let samples = (0..<600).map { (second: Double($0), value: value(Double($0))) }
    let quantity = SoakSeries.Quantity(
      name: "memory", unit: "MiB", factor: 1.1, slack: 5, bound: bound, samples: samples)
    return SoakSeries(quantities: [quantity]).findings(from: 100, to: 600)
  }

  @Test func whatGrowsSteadilyIsFoundHoweverItSwings() {
    #expect(findings { 50 + $0 * 0.1 + ($0.truncatingRemainder(dividingBy: 7)) }.first?.hasGrown == true)
    #expect(findings { 50 + $0.truncatingRemainder(dividingBy: 40) }.first?.hasGrown == false)
  }

  @Test func theWarmUpDoesNotCount() {
    #expect(findings { $0 < 100 ? $0 : 100 }.first?.hasGrown == false)
  }

  @Test func aPeakBeyondTheBoundIsFound() {
    #expect(findings({ $0 == 300 ? 400 : 50 }, bound: 384).first?.isBeyondBound == true)
    #expect(findings({ _ in 50 }, bound: 384).first?.isBeyondBound == false)
  }

  @Test func tooLittleIsNoFinding() {
    let series = SoakSeries(quantities: [
      SoakSeries.Quantity(name: "memory", unit: "MiB", factor: 1, slack: 0, bound: nil, samples: [(1, 1), (500, 2)])
    ])
    #expect(series.findings(from: 0, to: 600).isEmpty)
  }

  @Test func anyMixHasAllKinds() {
    let kinds = (0..<400).map(SoakKind.ofJob)
    #expect(Set(kinds) == Set(SoakKind.allCases))
    #expect(kinds.prefix(60).contains(.command) && kinds.prefix(60).contains(.wide))
  }
}
