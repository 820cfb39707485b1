import DreyModel
import Testing

@testable import DreyDeploy

@Suite struct SubnetTests {
  private func subnet(_ text: String) throws -> IPv4Subnet { try #require(IPv4Subnet(text)) }

  @Test func readsAndPrintsCIDR() throws {
    #expect(try subnet("10.213.4.77/26").description == "10.213.4.64/26")
    #expect(try subnet("192.168.1.1").description == "192.168.1.1/32")
    #expect(try subnet("0.0.0.0/0").description == "0.0.0.0/0")
  }

  @Test(arguments: ["", "10.0.0", "10.0.0.256/8", "10.0.0.0/33", "10.0.0.0/8/8", "fd00::/8", "a.b.c.d"])
  func refusesWhatIsNone(text: String) { #expect(IPv4Subnet(text) == nil) }

  @Test func overlapIsHavingAnAddressInCommon() throws {
    #expect(try subnet("10.0.0.0/8").overlaps(try subnet("10.213.0.64/26")))
    #expect(try subnet("10.213.0.64/26").overlaps(try subnet("10.0.0.0/8")))
    #expect(try !subnet("10.213.0.0/26").overlaps(try subnet("10.213.0.64/26")))
    #expect(try subnet("0.0.0.0/0").overlaps(try subnet("1.2.3.4")))
  }

  @Test func poolGivesWhatIsFreeAndNothingElse() throws {
    let pool = SubnetPool(range: try subnet("10.1.0.0/24"), size: 26)
    let taken = [try subnet("10.1.0.64/26"), try subnet("172.17.0.0/16")]
    let free = try pool.free(avoiding: taken, seed: "a", atMost: 9).map(\.description).sorted()
    #expect(free == ["10.1.0.0/26", "10.1.0.128/26", "10.1.0.192/26"])
  }

  @Test func aPoolIsReadAsRangeAndSize() throws {
    #expect(try SubnetPool(parsing: "10.213.0.0/16:26") == .standard)
    #expect(try SubnetPool.from(environment: [:]) == nil)
    #expect(try SubnetPool.from(environment: [SubnetPool.variable: "172.30.0.0/24:28"])?.size == 28)
  }

  @Test(arguments: [
    ("", "expected an IPv4 range"), ("10.0.0.0/16", "expected an IPv4 range"),
    ("10.0.0.0:26", "expected an IPv4 range"),
    ("10.0.0.0/16:26:1", "expected an IPv4 range"), ("10.0.0.300/16:26", "expected an IPv4 range"),
    ("10.0.0.1/16:26", "begins at 10.0.0.0/16"), ("10.0.0.0/16:x", "'x', is not between 16 and 29"),
    ("10.0.0.0/16:30", "not between 16 and 29"), ("10.0.0.0/24:20", "does not fit"),
    ("0.0.0.0/0:20", "more than a /8"),
  ])
  func aPoolThatIsNoneIsRefused(text: String, reason: String) throws {
    let failure = try #require(throws: Failure.self) { try SubnetPool(parsing: text) }
    #expect(failure.domain == .usage && failure.message.contains(reason), "\(failure)")
  }

  @Test func theVariableIsNamedWhereItIsWrong() throws {
    let failure = try #require(throws: Failure.self) {
      try SubnetPool.from(environment: [SubnetPool.variable: "nonsense"])
    }
    #expect(failure.message.hasPrefix("DREY_SUBNET_POOL: subnet pool 'nonsense'"))
  }

  @Test func exhaustedPoolIsAnErrorThatNamesIt() throws {
    let pool = SubnetPool(range: try subnet("10.1.0.0/24"), size: 26)
    let failure = try #require(throws: Failure.self) {
      try pool.free(avoiding: [try subnet("10.0.0.0/8")], seed: "a", atMost: 1)
    }
    #expect(failure.message.contains("10.1.0.0/24"))
  }

  @Test func differentSeedsBeginAtDifferentPlaces() throws {
    let firsts = try Set((0..<64).map { try SubnetPool.standard.free(avoiding: [], seed: "run-\($0)", atMost: 1)[0] })
    #expect(firsts.count > 40)
  }

  @Test func readsTheKernelsRoutes() throws {
    let table = """
      Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
      eth0\t00000000\t0100000A\t0003\t0\t0\t0\t00000000\t0\t0\t0
      docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0
      """
    #expect(HostRoutes.parse(table).map(\.description) == ["172.17.0.0/16"])
  }
}
