import DataStream

/// The actions of a process function, by description.
struct TimerScript: Sendable {
  let actions: [TestedOperator.Action]
  let again: Int
  let limit: Int
  let clears: Bool

  init(_ tested: TestedOperator) {
    (actions, again) = (tested.actions ?? [], tested.again ?? 0)
    (limit, clears) = (tested.limit ?? 0, tested.clears ?? false)
  }
}

/// Registers and deletes timers as a description says; the record's value chooses what is done.
struct Timers: KeyedProcessFunction {
  typealias Key = String
  private let script: TimerScript
  private let count: ValueState<Int>
  private let last: ValueState<Int>
  private let fired: ValueState<Int>

  init(_ context: RuntimeContext<String>, _ script: TimerScript) throws {
    self.script = script
    count = try context.getState(ValueStateDescriptor("count", default: 0))
    last = try context.getState(ValueStateDescriptor("last", default: 0))
    fired = try context.getState(ValueStateDescriptor("fired", default: 0))
  }

  func processElement(_ item: Item, _ context: KeyedContext<String>, _ out: inout Emitter<Outcome>) {
    count.value += 1
    let action = script.actions[item.value % script.actions.count]
    act(action, context.timestamp ?? 0, context.timerService)
    let watermark = Outcome.time(context.timerService.currentWatermark)
    out.emit(Outcome(item.key, count.value, "record \(item.seq) count \(count.value) at \(watermark)"))
  }

  private func act(_ action: TestedOperator.Action, _ time: Int, _ timers: TimerService<String>) {
    switch action.do {
    case .register: register(time + action.delta, timers)
    case .registerFromWatermark:
      let watermark = timers.currentWatermark
      register((watermark == .min || watermark == .max ? time : watermark) + action.delta, timers)
    case .registerEnd: register(.max, timers)
    case .delete: timers.deleteEventTimeTimer(time + action.delta)
    case .deleteLast: timers.deleteEventTimeTimer(last.value)
    case .nothing: break
    }
  }

  private func register(_ time: Int, _ timers: TimerService<String>) {
    timers.registerEventTimeTimer(time)
    last.value = time
  }

  func onTimer(_ time: Int, _ context: KeyedContext<String>, _ out: inout Emitter<Outcome>) {
    fired.value += 1
    let watermark = Outcome.time(context.timerService.currentWatermark)
    let text = "timer \(Outcome.time(time)) count \(count.value) fired \(fired.value) at \(watermark)"
    out.emit(Outcome(context.currentKey, count.value, text))
    if script.clears { count.clear() }
    if script.again > 0, fired.value <= script.limit, time < Int.max - script.again {
      register(time + script.again, context.timerService)
    }
  }
}
