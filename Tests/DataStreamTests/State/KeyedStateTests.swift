import DreyModel
import Testing

@testable import DataStream
@testable import TaskRuntime

@Suite struct KeyedStateTests {
  private struct Sum: AggregateFunction {
    func createAccumulator() -> Int { 0 }
    func add(_ record: Int, to accumulator: inout Int) { accumulator += record }
    func merge(_ other: Int, into accumulator: inout Int) { accumulator += other }
    func getResult(_ accumulator: Int) -> String { "\(accumulator)" }
  }

  /// One state of each kind.
  private struct Handles {
    let value: ValueState<String>
    let list: ListState<String>
    let map: MapState<String, Int>
    let reducing: ReducingState<Int>
    let aggregating: AggregatingState<Sum>

    init(_ store: KeyedStateStore<Int>, ttl: StateTtlConfig? = nil) throws {
      value = try store.value(ValueStateDescriptor("value", default: "none", ttl: ttl))
      list = try store.list(ListStateDescriptor("list", ttl: ttl))
      map = try store.map(MapStateDescriptor("map", ttl: ttl))
      reducing = try store.reducing(ReducingStateDescriptor("reducing", ttl: ttl) { max($0, $1) })
      aggregating = try store.aggregating(AggregatingStateDescriptor("aggregating", Sum(), ttl: ttl))
    }

    func clear() {
      value.clear()
      list.clear()
      map.clear()
      reducing.clear()
      aggregating.clear()
    }
  }

  /// What a key has, kept in the simplest way.
  private struct Model: Equatable {
    var value = "none"
    var list: [String] = []
    var map: [String: Int] = [:]
    var highest: Int?
    var sum: Int?

    init() {}

    init(_ handles: Handles) throws {
      value = handles.value.value
      list = handles.list.get()
      map = handles.map.entries
      highest = handles.reducing.get()
      sum = try handles.aggregating.get().flatMap { Int($0) }
    }
  }

  private func fill(
    _ test: TestStore, _ handles: Handles, steps: Int, _ random: inout SeededGenerator
  ) throws -> [Int: Model] {
    var models: [Int: Model] = [:]
    for step in 0..<steps {
      let key = Int.random(in: 0..<40, using: &random)
      let number = Int.random(in: 0..<1000, using: &random)
      test.key(key)
      var model = models[key] ?? Model()
      switch Int.random(in: 0..<10, using: &random) {
      case 0: handles.value.update("a value that is long, number \(number)")
      case 1: handles.value.value += "+"
      case 2: handles.list.add("\(number)")
      case 3: handles.list.addAll(["\(number)", "\(step)"])
      case 4: handles.list.update(number < 300 ? [] : ["only"])
      case 5: handles.map["\(number % 7)"] = number
      case 6: handles.map["\(number % 7)"] = nil
      case 7: try handles.reducing.add(number)
      case 8: try handles.aggregating.add(number)
      default: if number < 200 { handles.clear() }
      }
      #expect(handles.value.exists == (handles.value.value != "none"))
      model = try Model(handles)
      models[key] = model
    }
    return models
  }

  @Test func holdsPerKeyWhatWasPutThere() throws {
    let test = TestStore()
    let handles = try Handles(test.store)
    for (key, text) in [(1, "a"), (2, "b"), (1, "c")] {
      test.key(key)
      handles.value.value += text
      handles.list.add(text)
      handles.map[text] = key
      try handles.reducing.add(text == "c" ? 0 : 5 * key)
      try handles.aggregating.add(key)
    }
    test.key(1)
    var expected = Model()
    (expected.value, expected.list, expected.map) = ("noneac", ["a", "c"], ["a": 1, "c": 1])
    (expected.highest, expected.sum) = (5, 2)
    #expect(try Model(handles) == expected)
    test.key(3)
    #expect(try Model(handles) == Model())
    #expect(!handles.value.exists && handles.map.isEmpty && !handles.map.contains("a"))
    // Looking does not make anything.
    #expect(test.store.states.allSatisfy { $0.entryCount == 2 })
    for key in [1, 2] {
      test.key(key)
      handles.clear()
      #expect(try Model(handles) == Model())
    }
    #expect(test.store.states.allSatisfy { $0.entryCount == 0 })
  }

  @Test func keysDoNotMix() throws {
    let seed = Int.random(in: 0..<1 << 40)
    var random = SeededGenerator(seed: seed)
    let test = TestStore()
    let handles = try Handles(test.store)
    let models = try fill(test, handles, steps: 5000, &random)
    for (key, model) in models {
      test.key(key)
      #expect(try Model(handles) == model, "seed \(seed)")
    }
    let bytesBefore = test.store.states.reduce(0) { $0 + $1.byteCount }
    for key in models.keys {
      test.key(key)
      handles.clear()
    }
    #expect(test.store.states.reduce(0) { $0 + $1.byteCount } < bytesBefore)
    try test.store.endBatch()
  }

  @Test(arguments: [nil, StateTtlConfig(.seconds(100))]) func stateCanBeTakenElsewhere(_ ttl: StateTtlConfig?) throws {
    let seed = Int.random(in: 0..<1 << 40)
    var random = SeededGenerator(seed: seed)
    let test = TestStore()
    let handles = try Handles(test.store, ttl: ttl)
    let models = try fill(test, handles, steps: 3000, &random)
    let snapshot = TestSnapshot()
    try snapshot.begin(test.store.states)
    // What happens from now on does not belong to it.
    _ = try fill(test, handles, steps: 500, &random)
    try snapshot.end()
    let registries = (0..<3).map { SnapshotRegistry([snapshot], index: $0, parallelism: 3) }
    let parts = registries.map { TestStore($0) }
    let restored = try parts.map { try Handles($0.store, ttl: ttl) }
    for (key, model) in models {
      for (index, part) in parts.enumerated() {
        part.key(key)
        let isHere = registries[index].owned.contains(key)
        #expect(try Model(restored[index]) == (isHere ? model : Model()), "seed \(seed)")
      }
    }
  }

  @Test func malformedBytesAreNoState() throws {
    let test = TestStore()
    let handles = try Handles(test.store)
    test.key(7)
    handles.list.add("some element")
    let snapshot = TestSnapshot()
    try snapshot.begin(test.store.states)
    try snapshot.end()
    let owned = OwnedKeyGroups(index: 0, parallelism: 1, maxParallelism: 128)
    let state = test.store.states[1]
    try #require(snapshot.bytes[state.name]).withUnsafeBytes { bytes in
      for count in 0..<bytes.count {
        var reader = ByteReader(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
        let restored: Void? = try? SnapshotPieces.forEach(in: &reader) { piece, _ in
          try state.restore(from: &piece, owned: owned)
        }
        #expect(restored == nil || reader.failed || count == 0)
      }
    }
    #expect(handles.list.get() == ["some element"])
  }
}
