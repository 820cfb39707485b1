import Testing

@testable import JobManager

@Suite struct SlotPoolTests {
  private func pool(_ slots: [String: Int]) -> SlotPool {
    var pool = SlotPool()
    for (id, count) in slots { pool.add(id, slots: count) }
    return pool
  }

  @Test func spreadsEvenlyInAStableOrder() {
    for _ in 0..<10 {
      var pool = pool(["c": 2, "a": 2, "b": 2])
      #expect(pool.allocate(5, for: "job") == ["a", "b", "c", "a", "b"])
      #expect(pool.available == 1)
    }
  }

  @Test func unequalTaskManagersFillUpWhereThereIsRoom() {
    var pool = pool(["a": 1, "b": 4])
    #expect(pool.allocate(4, for: "job") == ["a", "b", "b", "b"])
  }

  @Test func aSecondJobGoesWhereLessIsTaken() {
    var pool = pool(["a": 3, "b": 3])
    #expect(pool.allocate(1, for: "first") == ["a"])
    #expect(pool.allocate(3, for: "second") == ["b", "a", "b"])
  }

  @Test func givesAllOrNothing() {
    var pool = pool(["a": 1, "b": 1])
    let before = pool
    #expect(pool.allocate(3, for: "job") == nil)
    #expect(pool == before)
    #expect(pool.allocate(2, for: "job") == ["a", "b"])
    #expect(pool.allocate(1, for: "other") == nil)
  }

  @Test func releasingGivesBackOnlyThatJobsSlots() {
    var pool = pool(["a": 2, "b": 2])
    _ = pool.allocate(2, for: "first")
    _ = pool.allocate(1, for: "second")
    pool.release("first")
    #expect(pool.available == 3)
    pool.release("first")
    #expect(pool.available == 3)
  }

  @Test func aLostTaskManagerTakesItsSlotsAlong() {
    var pool = pool(["a": 2, "b": 2])
    _ = pool.allocate(3, for: "job")
    pool.remove("a")
    #expect(pool.total == 2)
    #expect(pool.available == 1)
    #expect(pool.count == 1)
  }
}
