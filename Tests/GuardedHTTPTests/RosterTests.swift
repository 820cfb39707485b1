import Testing

@testable import GuardedHTTP

@Suite struct RosterTests {
  private func roster(strangers: Int = 3, admitted: Int = 2) -> Roster {
    var limits = ConnectionLimits()
    limits.strangers = strangers
    limits.admitted = admitted
    return Roster(limits)
  }

  @Test func whoComesLastGetsInAndTheOldestStrangerLeaves() {
    var roster = roster()
    let ids = (0..<3).map { _ in roster.enter(from: "a").id }
    #expect(roster.enter(from: "a").leaving == ids[0])
    #expect(roster.enter(from: "b").leaving == ids[1])
    #expect(roster.count == 3)
  }

  @Test func theAddressWithMostConnectionsLosesOne() {
    var roster = roster()
    let lonely = roster.enter(from: "lonely").id
    let flood = (0..<2).map { _ in roster.enter(from: "flood").id }
    #expect(roster.enter(from: "other").leaving == flood[0])
    #expect(roster.enter(from: "flood").leaving != lonely)
  }

  @Test func whoPresentedTheTokenIsNotMeasuredWithStrangers() {
    var roster = roster()
    let friend = roster.enter(from: "a").id
    #expect(roster.admit(friend) == .admitted(leaving: nil))
    for _ in 0..<10 { #expect(roster.enter(from: "a").leaving != friend) }
    roster.rest(friend)
    for _ in 0..<10 { #expect(roster.enter(from: "a").leaving != friend) }
    #expect(roster.count == 4)
  }

  @Test func theOneThatRestedLongestLeavesForANewOne() {
    var roster = roster()
    let friends = (0..<4).map { _ in roster.enter(from: "a").id }
    for friend in friends.dropFirst().prefix(2) { #expect(roster.admit(friend) == .admitted(leaving: nil)) }
    #expect(roster.admit(friends[3]) == .full, "both are being served")
    roster.rest(friends[2])
    roster.rest(friends[1])
    #expect(roster.admit(friends[1]) == .admitted(leaving: nil), "it is in already")
    #expect(roster.admit(friends[3]) == .admitted(leaving: friends[2]))
  }

  @Test func whoLeavesMakesRoom() {
    var roster = roster()
    let ids = (0..<3).map { _ in roster.enter(from: "a").id }
    _ = roster.admit(ids[1])
    for id in ids + ids { roster.leave(id) }
    #expect(roster.count == 0)
    for _ in 0..<3 { #expect(roster.enter(from: "a").leaving == nil) }
  }
}
