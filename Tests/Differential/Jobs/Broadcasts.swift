import DataStream

/// Streams that see what a broadcast stream told: sums of its values per key.
enum Broadcasts {
  private static let sums = MapStateDescriptor<String, Int>("sums")

  static func of(_ isKeyed: Bool, _ stream: DataStream<Item>, _ told: DataStream<Item>) -> DataStream<Outcome> {
    isKeyed
      ? stream.keyBy { $0.key }.connect(told.broadcast(sums)).process { _ in KeyedListener() }
      : stream.connect(told.broadcast(sums)).process(Listener())
  }

  static func seen(_ item: Item, _ sums: ReadOnlyBroadcastState<String, Int>) -> Outcome {
    Outcome(item.key, item.value, "\(item.seq) sees \(sums[item.key] ?? 0)")
  }
}

private struct Listener: BroadcastProcessFunction {
  func processElement(
    _ item: Item, _ sums: ReadOnlyBroadcastState<String, Int>, _ context: ProcessContext, _ out: inout Emitter<Outcome>
  ) {
    out.emit(Broadcasts.seen(item, sums))
  }

  func processBroadcastElement(
    _ item: Item, _ sums: BroadcastState<String, Int>, _ context: ProcessContext, _ out: inout Emitter<Outcome>
  ) {
    sums[item.key] = (sums[item.key] ?? 0) + item.value
  }
}

private struct KeyedListener: KeyedBroadcastProcessFunction {
  typealias Key = String

  func processElement(
    _ item: Item, _ sums: ReadOnlyBroadcastState<String, Int>, _ context: KeyedContext<String>,
    _ out: inout Emitter<Outcome>
  ) {
    out.emit(Broadcasts.seen(item, sums))
    context.timerService.registerEventTimeTimer(item.time + item.value % 3 - 1)
  }

  func processBroadcastElement(
    _ item: Item, _ sums: BroadcastState<String, Int>, _ context: BroadcastContext<String>,
    _ out: inout Emitter<Outcome>
  ) {
    sums[item.key] = (sums[item.key] ?? 0) + item.value
  }

  func onTimer(
    _ time: Int, _ sums: ReadOnlyBroadcastState<String, Int>, _ context: KeyedContext<String>,
    _ out: inout Emitter<Outcome>
  ) {
    out.emit(Outcome(context.currentKey, 0, "timer sees \(sums[context.currentKey] ?? 0)"))
  }
}
