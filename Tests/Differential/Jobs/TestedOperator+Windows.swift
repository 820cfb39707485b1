import DataStream

extension TestedOperator {
  private static let late = OutputTag<Item>("late")

  func windows(_ keyed: KeyedStream<Item, String>) -> [DataStream<Outcome>] {
    switch assigner {
    case .count: return aggregated(keyed.countWindow(size))
    case .countSliding: return aggregated(keyed.countWindow(size, slide))
    default: break
    }
    let windowed = keyed.window(windowAssigner())
    guard let trigger else { return defined(windowed) }
    let (count, regularly) = (
      CountTrigger<Item>(of: trigger.number), ContinuousEventTimeTrigger<Item>(of: .milliseconds(trigger.number))
    )
    switch (trigger.kind, trigger.purges) {
    case (.count, false): return defined(windowed.trigger(count))
    case (.count, true): return defined(windowed.trigger(PurgingTrigger(of: count)))
    case (.continuous, false): return defined(windowed.trigger(regularly))
    case (.continuous, true): return defined(windowed.trigger(PurgingTrigger(of: regularly)))
    }
  }

  private func defined<Triggering>(_ windowed: WindowedStream<Item, String, Triggering>) -> [DataStream<Outcome>] {
    var windowed = windowed
    switch evictor?.kind {
    case .count:
      windowed = windowed.evictor(CountEvictor(of: evictor?.number ?? 0, doEvictAfter: evictor?.after ?? false))
    case .time:
      windowed = windowed.evictor(
        TimeEvictor(of: .milliseconds(evictor?.number ?? 0), doEvictAfter: evictor?.after ?? false))
    case nil: break
    }
    if let lateness { windowed = windowed.allowedLateness(.milliseconds(lateness)) }
    if lateOutput == true { windowed = windowed.sideOutputLateData(Self.late) }
    return aggregated(windowed)
  }

  private func aggregated<Triggering>(_ windowed: WindowedStream<Item, String, Triggering>) -> [DataStream<Outcome>] {
    let kind = aggregate ?? .process
    let number: @Sendable (String, TimeWindow, Int, inout Emitter<Outcome>) -> Void = { key, window, number, out in
      out.emit(Outcome(key, number, "\(window.named) \(kind.rawValue) \(number)"))
    }
    switch kind {
    case .count: return withLate(windowed.count(number))
    case .sum: return withLate(windowed.sum(by: { $0.value }, number))
    case .min: return withLate(windowed.min(by: { $0.value }, number))
    case .max: return withLate(windowed.max(by: { $0.value }, number))
    case .minBy: return best(windowed.minBy { $0.value })
    case .maxBy: return best(windowed.maxBy { $0.value })
    case .concat:
      return withLate(
        windowed.aggregate(Reducing.Concat()) { key, window, text, out in
          out.emit(Outcome(key, 0, "\(window.named) concat \(text)"))
        })
    case .process:
      return withLate(
        windowed.process { key, window, items, out in out.emit(Outcome(key, 0, "\(window.named) \(items.places)")) })
    default:
      return withLate(
        windowed.reduce(Reducing.function(kind)) { key, window, item, out in
          out.emit(Outcome(key, 0, "\(window.named) \([item].places)"))
        })
    }
  }

  private func best(_ items: DataStream<Item>) -> [DataStream<Outcome>] {
    let late = late(of: items)
    return [items.map { Outcome(best: $0) }] + late
  }

  private func withLate(_ results: DataStream<Outcome>) -> [DataStream<Outcome>] { [results] + late(of: results) }

  private func late<Record>(of windows: DataStream<Record>) -> [DataStream<Outcome>] {
    guard lateOutput == true else { return [] }
    return [windows.getSideOutput(Self.late).map { Outcome($0.key, 0, "late \($0.seq)") }]
  }

  /// Windows of all records, whatever their keys.
  func allWindows(_ stream: DataStream<Item>) -> [DataStream<Outcome>] {
    var windowed = stream.windowAll(windowAssigner())
    if let lateness { windowed = windowed.allowedLateness(.milliseconds(lateness)) }
    if lateOutput == true { windowed = windowed.sideOutputLateData(Self.late) }
    if aggregate == .process {
      return withLate(
        windowed.process { window, items, out in out.emit(Outcome("all", 0, "\(window.named) \(items.places)")) })
    }
    let reduced = windowed.reduce(Reducing.function(aggregate ?? .latest))
    let late = late(of: reduced)
    return [reduced.map { Outcome("all", $0.value, "\($0.value)#\($0.seq)") }] + late
  }
}
