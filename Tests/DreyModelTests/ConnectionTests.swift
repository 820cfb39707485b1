import DreyModel
import Testing

@Suite struct UnprovenConnectionsTests {
  @Test func aNewConnectionIsLetInAndTheOldestOfTheMostCrowdedAddressGoes() {
    var connections = UnprovenConnections<Int>(limit: 4, limitPerAddress: 3)
    #expect(connections.admit(1, from: "quiet") == nil)
    for id in 2...4 { #expect(connections.admit(id, from: "loud") == nil) }
    // One address has its limit, then all have theirs.
    #expect(connections.admit(5, from: "loud") == 2)
    #expect(connections.admit(6, from: "other") == 3)
    #expect(connections.count == 4)
  }

  @Test func aFloodFromManyAddressesClosesTheOldest() {
    var connections = UnprovenConnections<Int>(limit: 10, limitPerAddress: 3)
    for id in 0..<1000 {
      let closed = connections.admit(id, from: "10.0.\(id / 250).\(id % 250)")
      #expect((closed != nil) == (id >= 10))
      #expect(connections.count <= 10)
    }
  }

  @Test func whoEndsOrProvesItselfCountsNoMore() {
    var connections = UnprovenConnections<Int>(limit: 2, limitPerAddress: 2)
    for id in 0..<100 {
      #expect(connections.admit(id, from: "a") == nil)
      connections.release(id)
      connections.release(id)
    }
    #expect(connections.count == 0)
    #expect(connections.releaseOldest() == nil)
    _ = connections.admit(7, from: "a")
    #expect(connections.admit(7, from: "b") == nil)
    #expect(connections.releaseOldest() == 7)
  }
}

@Suite struct RefusalThrottleTests {
  @Test func thereIsNoMoreThanALinePerSecond() {
    var throttle = RefusalThrottle()
    let start = ContinuousClock.now
    let lines = [0, 10, 900, 1100, 1200].map { throttle.line("\($0)", at: start + .milliseconds($0)) }
    #expect(lines == ["0", nil, nil, "1100 (and 2 more before)", nil])
  }
}
