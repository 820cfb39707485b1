import DreyModel
import Testing

@testable import DataStream

@Suite(.timeLimit(.minutes(2))) struct ConnectedProcessTests {
  /// Pairs numbers with words of the same length, whichever comes first; what finds none is emitted at the end.
  struct Match: KeyedCoProcessFunction {
    typealias Key = Int
    let number: ValueState<Int?>
    let word: ValueState<String?>

    init(_ context: RuntimeContext<Int>) throws {
      number = try context.getState(ValueStateDescriptor("number", default: nil))
      word = try context.getState(ValueStateDescriptor("word", default: nil))
    }
    func processElement1(_ element: Int, _ context: KeyedContext<Int>, _ out: inout Emitter<String>) {
      number.value = element
      context.timerService.registerEventTimeTimer(.max)
    }
    func processElement2(_ element: String, _ context: KeyedContext<Int>, _ out: inout Emitter<String>) {
      word.value = element
      context.timerService.registerEventTimeTimer(.max)
    }
    func onTimer(_ time: Int, _ context: KeyedContext<Int>, _ out: inout Emitter<String>) {
      out.emit("\(number.value ?? 0) \(word.value ?? "none")")
    }
  }

  @Test(arguments: [1, 3]) func coProcess(parallelism: Int) async throws {
    let env = try localEnvironment(parallelism: parallelism)
    let numbers = env.generateSequence(from: 1, to: 60)
    let words = env.fromCollection((31...90).map { String(repeating: "w", count: $0) })
    let connected = numbers.keyBy { $0 }.connect(words.keyBy { $0.count })
    let collected = connected.process { try Match($0) }.collect()
    let again = numbers.connect(words).keyBy({ $0 }, { $0.count }).process { try Match($0) }.collect()
    try await env.execute()
    let expected = (1...90).map { length in
      "\(length <= 60 ? length : 0) \(length > 30 ? String(repeating: "w", count: length) : "none")"
    }
    #expect(collected.all.sorted() == expected.sorted())
    #expect(again.all.sorted() == expected.sorted())
  }

  @Test func coFlatMap() async throws {
    let env = try localEnvironment(parallelism: 2)
    let collected = env.fromCollection([1, 2]).connect(env.fromCollection(["a"])).flatMap(
      to: String.self, { number, out in for _ in 0..<number { out.emit("n\(number)") } },
      { word, out in out.emit(word) }
    ).collect()
    try await env.execute()
    #expect(collected.all.sorted() == ["a", "n1", "n2", "n2"])
  }

  /// Emits at the end how many rules there are, for every number, and how often the number came.
  struct Rules: KeyedBroadcastProcessFunction {
    typealias Key = Int
    let count: ValueState<Int>

    init(_ context: RuntimeContext<Int>) throws {
      count = try context.getState(ValueStateDescriptor("count", default: 0))
    }
    func processElement(
      _ number: Int, _ rules: ReadOnlyBroadcastState<String, Int>, _ context: KeyedContext<Int>,
      _ out: inout Emitter<[Int]>
    ) {
      count.value += 1
      context.timerService.registerEventTimeTimer(.max)
    }
    func processBroadcastElement(
      _ rule: String, _ rules: BroadcastState<String, Int>, _ context: BroadcastContext<Int>,
      _ out: inout Emitter<[Int]>
    ) {
      rules[rule] = rule == "no" ? nil : (rules[rule] ?? 0) + 1
    }
    func onTimer(
      _ time: Int, _ rules: ReadOnlyBroadcastState<String, Int>, _ context: KeyedContext<Int>,
      _ out: inout Emitter<[Int]>
    ) {
      out.emit([context.currentKey, count.value, rules.entries.count, rules["a"] ?? 0])
    }
  }

  @Test(arguments: [1, 3]) func broadcastStateIsTheSameEverywhere(parallelism: Int) async throws {
    let env = try localEnvironment(parallelism: parallelism)
    let rules = env.fromCollection(["a", "b", "no", "a", "c"])
    let descriptor = MapStateDescriptor("rules", keys: String.self, values: Int.self)
    let collected = env.generateSequence(from: 0, to: 99).keyBy { $0 % 20 }
      .connect(rules.broadcast(descriptor)).process { try Rules($0) }.collect()
    try await env.execute()
    #expect(collected.all.sorted { $0[0] < $1[0] } == (0..<20).map { [$0, 5, 3, 2] })
  }

  @Test func aBroadcastRecordHasNoKey() async throws {
    struct Wrong: KeyedBroadcastProcessFunction {
      typealias Key = Int
      let count: ValueState<Int>
      init(_ context: RuntimeContext<Int>) throws {
        count = try context.getState(ValueStateDescriptor("count", default: 0))
      }
      func processElement(
        _ number: Int, _ rules: ReadOnlyBroadcastState<Int, Int>, _ context: KeyedContext<Int>,
        _ out: inout Emitter<Int>
      ) { count.value += 1 }
      func processBroadcastElement(
        _ rule: Int, _ rules: BroadcastState<Int, Int>, _ context: BroadcastContext<Int>, _ out: inout Emitter<Int>
      ) { count.value += 1 }
    }
    let env = try localEnvironment()
    let descriptor = MapStateDescriptor("rules", keys: Int.self, values: Int.self)
    _ = env.fromCollection([1]).keyBy { $0 }.connect(env.fromCollection([2]).broadcast(descriptor))
      .process { try Wrong($0) }.collect()
    let error = await #expect(throws: Failure.self) { try await env.execute() }
    #expect(error?.message.contains("used keyed state while there was no key") == true)
  }
}
