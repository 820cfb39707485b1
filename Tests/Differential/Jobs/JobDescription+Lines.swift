public import DataStream

extension JobDescription {
  /// Builds the job; its lines are what is compared with Flink's.
  public func lines(_ env: StreamExecutionEnvironment) -> DataStream<String> {
    env.setRuntimeMode(mode == .batch ? .batch : .streaming).setParallelism(parallelism)
    let streams = sources.enumerated().map { source, elements in
      prepared(stream(of: elements.enumerated().map { Item($1, seq: source * 1000 + $0) }, env))
    }
    var results = `operator`.results(streams)
    if let then { results = [Self.then(then, results[0])] }
    let lines = results.map { result in
      result.process(to: String.self) { outcome, context, out in
        out.emit("\(outcome.key) \(outcome.text) @\(context.timestamp.map(Outcome.time) ?? "none")")
      }
    }
    return lines.dropFirst().reduce(lines[0]) { $0.union($1) }
  }

  private func stream(of items: [Item], _ env: StreamExecutionEnvironment) -> DataStream<Item> {
    let source = env.fromCollection(items)
    let timed =
      items.contains { $0.kind == .idle }
      ? source.progress()
      : source.assignTimestampsAndWatermarks(
        .forPunctuatedWatermarks({ $0.time }) { item, time in item.kind == .watermark ? time : nil })
    return timed.setParallelism(1).filter { $0.kind == .record }.setParallelism(1)
  }

  private func prepared(_ source: DataStream<Item>) -> DataStream<Item> {
    pre.reduce(source) { stream, step in
      switch step {
      case .map: stream.map { $0.with(value: $0.value + 1) }.setParallelism(1)
      case .filter: stream.filter { $0.value % 5 != 0 }.setParallelism(1)
      case .spread: stream.rebalance().map { $0 }
      }
    }
  }

  private static func then(_ then: Then, _ results: DataStream<Outcome>) -> DataStream<Outcome> {
    results.keyBy { $0.key.utf8.count % 2 == 0 ? "even" : "odd" }.window(.tumbling(.milliseconds(then.size)))
      .sum(by: { $0.number }) { key, window, total, out in
        out.emit(Outcome(key, total, "\(window.named) total \(total)"))
      }
  }
}

extension DataStream<Item> {
  /// Tells how far time has come where the elements say so, or that nobody is to wait. There is no strategy that falls idle
  /// at a given record.
  fileprivate func progress() -> DataStream<Item> {
    transform("Progress") { _, next in
      let cell = EmitterCell<Item>(next)
      var (told, isIdle) = (Int.min, false)
      return Output(
        batch: { batch in
          try batch.consumeEach { item in
            if isIdle, item.kind != .idle {
              isIdle = false
              try next.signal(.active)
            }
            cell.emitter.pointee.emit(item, timestamp: item.time)
            if item.kind == .record { return }
            try cell.emitter.pointee.endBatch()
            if item.kind == .watermark, item.time > told {
              told = item.time
              try next.signal(.watermark(told))
            }
            if item.kind == .idle, !isIdle {
              isIdle = true
              try next.signal(.idle)
            }
          }
          try cell.emitter.pointee.endBatch()
        },
        signal: { signal in
          if signal == .watermark(.max) || signal == .endOfInput || signal == .flush { try next.signal(signal) }
          if case .barrier = signal { try next.signal(signal) }
        })
    }
  }
}
