import DataStream

/// Emits the records of two streams in the order of their times.
struct Sorting: KeyedCoProcessFunction {
  typealias Key = String
  private let waiting: ListState<Item>

  init(_ context: RuntimeContext<String>) throws { waiting = try context.getListState(ListStateDescriptor("waiting")) }

  func processElement1(_ item: Item, _ context: KeyedContext<String>, _ out: inout Emitter<Outcome>) {
    take(item, context)
  }

  func processElement2(_ item: Item, _ context: KeyedContext<String>, _ out: inout Emitter<Outcome>) {
    take(item, context)
  }

  private func take(_ item: Item, _ context: KeyedContext<String>) {
    waiting.add(item)
    if let time = context.timestamp { context.timerService.registerEventTimeTimer(time) }
  }

  func onTimer(_ time: Int, _ context: KeyedContext<String>, _ out: inout Emitter<Outcome>) {
    let due = waiting.get().filter { $0.time <= time }.sorted { ($0.time, $0.seq) < ($1.time, $1.seq) }
    out.emit(Outcome(context.currentKey, due.count, "due" + due.map { " \($0.seq)" }.joined()))
    waiting.update(waiting.get().filter { $0.time > time })
  }
}
