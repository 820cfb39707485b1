import Testing

@testable import DataStream
@testable import TaskRuntime

@Suite struct StateTtlTests {
  private let test = TestStore()
  private let ttl = StateTtlConfig(.milliseconds(100))
  private let readTtl = StateTtlConfig(.milliseconds(100), updateType: .onReadAndWrite)

  private func value(_ ttl: StateTtlConfig) throws -> ValueState<Int> {
    try test.store.value(ValueStateDescriptor("value", default: 0, ttl: ttl))
  }

  @Test func aValueExpiresAfterItsLastWrite() throws {
    let value = try value(ttl)
    test.key(1)
    value.value = 5
    test.clock.now += 60
    value.value += 1
    test.clock.now += 99
    #expect(value.value == 6)
    test.clock.now += 1
    #expect(value.value == 0 && !value.exists)
    #expect(test.store.states[0].entryCount == 0)
  }

  @Test func anExpiredValueIsNotChangedButMadeAnew() throws {
    let value = try value(ttl)
    test.key(1)
    value.value = 5
    test.clock.now += 100
    value.value += 1
    #expect(value.value == 1)
  }

  @Test func readingCanKeepAValue() throws {
    let value = try value(readTtl)
    test.key(1)
    value.value = 5
    for _ in 0..<5 {
      test.clock.now += 60
      test.key(1)
      #expect(value.value == 5)
    }
    test.clock.now += 100
    #expect(value.value == 0)
  }

  @Test func elementsOfAListExpireEachOnItsOwn() throws {
    let list = try test.store.list(ListStateDescriptor("list", of: Int.self, ttl: ttl))
    test.key(1)
    list.addAll([1, 2])
    test.clock.now += 60
    list.add(3)
    #expect(list.get() == [1, 2, 3])
    test.clock.now += 40
    #expect(list.get() == [3])
    test.clock.now += 60
    #expect(list.get() == [])
    #expect(test.store.states[0].entryCount == 0)
    list.add(4)
    #expect(list.get() == [4])
  }

  @Test func entriesOfAMapExpireEachOnItsOwn() throws {
    let map = try test.store.map(MapStateDescriptor("map", keys: String.self, values: Int.self, ttl: ttl))
    test.key(1)
    (map["a"], map["b"]) = (1, 2)
    test.clock.now += 60
    map["b"] = 3
    test.clock.now += 40
    #expect(map["a"] == nil && map["b"] == 3)
    #expect(map.entries == ["b": 3])
    test.clock.now += 60
    #expect(map.isEmpty)
    #expect(test.store.states[0].entryCount == 0)
  }

  @Test func readingCanKeepListsAndMaps() throws {
    let list = try test.store.list(ListStateDescriptor("list", of: Int.self, ttl: readTtl))
    let map = try test.store.map(MapStateDescriptor("map", keys: Int.self, values: Int.self, ttl: readTtl))
    test.key(1)
    list.add(1)
    (map[1], map[2], map[3]) = (1, 2, 3)
    test.clock.now += 60
    #expect(list.get() == [1] && map[1] == 1)
    test.clock.now += 60
    #expect(list.get() == [1] && map.entries == [1: 1])
    test.clock.now += 60
    #expect(map[1] == 1)
  }

  @Test func whatNobodyReadsIsSwept() throws {
    let value = try value(ttl)
    let list = try test.store.list(ListStateDescriptor("list", of: Int.self, ttl: ttl))
    let kept = try test.store.value(ValueStateDescriptor("kept", default: 0))
    for key in 0..<10_000 {
      test.key(key)
      value.value = key
      list.add(key)
      kept.value = key
      if key == 4999 { test.clock.now += 60 }
    }
    let before = test.store.states[1].byteCount
    test.clock.now += 40
    for _ in 0..<50 { try test.store.endBatch() }
    #expect(test.store.states.map(\.entryCount) == [5000, 5000, 10_000])
    #expect(test.store.states[1].byteCount < before)
    for key in 5000..<10_000 {
      test.key(key)
      #expect(value.value == key && list.get() == [key])
    }
    test.clock.now += 100
    for _ in 0..<50 { try test.store.endBatch() }
    #expect(test.store.states.map(\.entryCount) == [0, 0, 10_000])
  }

  @Test func aTimeToLiveForEverDoesNotOverflow() {
    #expect(StateTtlConfig(.seconds(Int64.max)).milliseconds > 0)
    #expect(StateTtlConfig(.zero).milliseconds == 1)
    #expect(StateTtlConfig(.milliseconds(1500)).milliseconds == 1500)
  }
}
