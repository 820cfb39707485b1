import DreyModel
import Testing

@testable import DataStream
@testable import TaskRuntime

@Suite(.timeLimit(.minutes(2))) struct StateMemoryTests {
  /// Ends batches of a thousand records until one fails.
  private func failure(_ test: TestStore, _ change: (Int) -> Void) -> Failure? {
    for batch in 0..<1000 {
      for record in 0..<1000 {
        test.key(batch * 1000 + record)
        change(record)
      }
      do throws(Failure) { try test.store.endBatch() } catch { return error }
    }
    return nil
  }

  @Test func tooManyKeysFailTheJob() throws {
    let test = TestStore(limit: 2 << 20)
    let small = try test.store.value(ValueStateDescriptor("small", default: 0))
    let large = try test.store.value(ValueStateDescriptor("large", default: 0))
    test.key(0)
    small.value = 1
    let failure = try #require(failure(test) { large.value = $0 })
    #expect(failure.domain == .user)
    let message = failure.message
    #expect(message.hasPrefix("'Test' subtask 2/4: state 'large' holds "))
    #expect(message.contains(" of the 2 MB that the state of this process may take are used"))
    #expect(failure.advice?.contains("StateTtlConfig") == true)
    #expect(test.store.states.reduce(0) { $0 + $1.byteCount } <= 2 << 20)
    // Records of the batch in which it happened are not lost before it fails.
    #expect(test.store.states[1].entryCount % 1000 == 0)
  }

  @Test func largeListsAndMapsFailTheJob() throws {
    let lists = TestStore(limit: 2 << 20)
    let list = try lists.store.list(ListStateDescriptor("list", of: Int.self))
    let ofLists = try #require(
      failure(lists) { number in
        lists.key(1)
        list.add(number)
      })
    #expect(ofLists.message.contains("state 'list' holds 1 entries"))
    let maps = TestStore(limit: 2 << 20)
    let map = try maps.store.map(MapStateDescriptor("map", keys: Int.self, values: Int.self))
    var next = 0
    let ofMaps = try #require(
      failure(maps) { _ in
        maps.key(1)
        map[next] = next
        next += 1
      })
    #expect(ofMaps.message.contains("state 'map' holds 1 entries"))
    list.clear()
    map.clear()
    #expect(lists.store.states[0].byteCount < 1 << 17 && maps.store.states[0].byteCount < 1 << 17)
  }

  @Test func timersCount() throws {
    let test = TestStore(limit: 2 << 20)
    let timers = try KeyedTimers("timers", in: test.store)
    let failure = try #require(failure(test) { timers.register(test.store.current.key, at: $0) })
    #expect(failure.message.contains("state 'timers' holds "))
  }

  @Test func memoryIsGivenBack() throws {
    let pool = MemoryPool(limit: 1 << 30)
    do {
      let owner = StateOwner(operatorName: "Test", index: 0, parallelism: 1)
      let store = KeyedStateStore<Int>(owner, pool: pool) { 0 }
      let list = try store.list(ListStateDescriptor("list", of: Int.self))
      let timers = try KeyedTimers("timers", in: store)
      for key in 0..<10_000 {
        store.current.set(key)
        list.add(key)
        timers.register(key, at: key)
      }
      #expect(pool.used > 1 << 20)
      #expect(pool.used == store.states.reduce(0) { $0 + $1.byteCount })
    }
    #expect(pool.used == 0)
  }

  /// What long strings take is not known; the process as a whole tells.
  @Test func aFullProcessFailsTheJob() throws {
    let test = TestStore()
    let value = try test.store.value(ValueStateDescriptor("texts", default: ""))
    test.key(1)
    value.value = String(repeating: "long", count: 100)
    let owner = StateOwner(operatorName: "Test", index: 0, parallelism: 2)
    var isFull = false
    let guardian = StateGuardian(owner: owner, pool: MemoryPool(limit: 1 << 20)) { isFull }
    try guardian.endBatch(test.store.states)
    isFull = true
    let deadline = ContinuousClock.now + .seconds(10)
    var failure: Failure?
    while failure == nil, ContinuousClock.now < deadline {
      do throws(Failure) { try guardian.endBatch(test.store.states) } catch { failure = error }
    }
    #expect(failure?.domain == .user)
    #expect(failure?.message.contains("'Test' subtask 1/2: this process takes more than nine tenths of the ") == true)
    #expect(failure?.message.contains("state 'texts' holds 1 entries") == true)
  }

  @Test func theLimitIsThatOfTheContainer() throws {
    let folder = try TemporaryFolder()
    let (limited, unlimited) = (try folder.write("1073741824\n", to: "a"), try folder.write("max\n", to: "b"))
    let old = try folder.write("9223372036854771712\n", to: "c")
    #expect(StateMemory.containerLimit(files: [limited]) == 1 << 30)
    #expect(StateMemory.containerLimit(files: [unlimited, "\(folder.path)/none"]) == nil)
    #expect(StateMemory.containerLimit(files: [old]) == nil)
    #expect(StateMemory.available > 1 << 26)
    #expect(!StateMemory.isNearlyUsedUp)
  }

  @Test func aJobFailsInsteadOfBeingKilled() async throws {
    let folder = try TemporaryFolder()
    let job = try JobProcess(
      role: nil, parallelism: 2, arguments: ["--job", "hungry"], output: "\(folder.path)/out",
      environment: [StateMemory.variable: "\(4 << 20)"])
    #expect(try await job.wait() == ExitCode.jobFailed.rawValue)
    let error = try folder.read("out.err")
    #expect(
      error.contains("'Keyed Count -> Sink: Print' subtask") || error.contains("'Keyed Count' subtask"), "\(error)")
    #expect(error.contains("state 'count' holds ") && error.contains("of the 4 MB"), "\(error)")
  }
}
