import TaskRuntime

/// The watermark of a subtask whose splits have watermarks of their own: the lowest of those that are open and not idle; pure.
///
/// Splits are counted as the readers are that are open.
struct SplitWatermarks {
  private struct Split {
    var generator: WatermarkGenerator
    var told = Int.min
    var isIdle = false
    /// Whether it is not read, since it is ahead of others.
    var isWaiting = false
  }

  /// How far a subtask is, for those that are not to get away from it.
  enum Progress: Equatable {
    case unknown
    case reached(Int)
    /// Nobody is to wait for it.
    case idle
  }

  private var splits: [Split] = []
  private var told = Int.min
  private var isIdle = false
  private var reached: Int?

  var count: Int { splits.count }

  /// One more is read.
  mutating func open(_ generator: WatermarkGenerator) -> [Signal] {
    splits.append(Split(generator: generator))
    return combined()
  }

  /// One has come to its end, and holds nobody back any more; those after it move up.
  mutating func close(_ index: Int) -> [Signal] {
    _ = progress()
    splits.remove(at: index)
    return combined()
  }

  /// Takes in the highest event time of some records.
  /// - Returns: what is to be told before they are passed on.
  mutating func see(_ timestamp: Int, in index: Int) -> [Signal] {
    guard splits[index].generator.see(timestamp) != nil else { return [] }
    splits[index].isIdle = false
    return combined()
  }

  /// Takes in what a record told.
  mutating func punctuate(_ watermark: Int, in index: Int) -> [Signal] {
    guard case .watermark(let time) = splits[index].generator.tell(watermark) else { return [] }
    splits[index].told = time
    return combined()
  }

  /// - Returns: what is to be told when the regular time for it has come.
  mutating func tick(now: Int) -> [Signal] {
    for index in splits.indices {
      if splits[index].isWaiting { splits[index].generator.wait(now: now) }
      switch splits[index].generator.tick(now: now) {
      case .watermark(let time): splits[index].told = time
      case .idle: splits[index].isIdle = true
      default: break
      }
    }
    return combined()
  }

  private mutating func combined() -> [Signal] {
    // Between two splits that are read one after the other nothing changes.
    guard !splits.isEmpty else { return [] }
    let active = splits.lazy.filter { !$0.isIdle }.map(\.told)
    guard let lowest = active.min() else { return becomeIdle() }
    let signals: [Signal] = isIdle ? [.active] : []
    isIdle = false
    return signals + advance(to: lowest)
  }

  /// What the splits told before they became idle still holds.
  private mutating func becomeIdle() -> [Signal] {
    guard !isIdle else { return [] }
    isIdle = true
    return advance(to: splits.map(\.told).max() ?? .min) + [.idle]
  }

  private mutating func advance(to watermark: Int) -> [Signal] {
    guard watermark > told else { return [] }
    told = watermark
    return [.watermark(watermark)]
  }
}

// Waiting for others.
extension SplitWatermarks {
  /// How far the splits have come that count, whether that has been told or not.
  private var lowest: Int? { splits.lazy.filter { !$0.isIdle }.compactMap(\.generator.current).min() }

  /// Never goes back: what a later split holds of earlier times is late anyway, and nobody has to wait for it.
  mutating func progress() -> Progress {
    if !splits.isEmpty, splits.allSatisfy(\.isIdle) { return .idle }
    if let lowest { reached = max(lowest, reached ?? lowest) }
    return reached.map { .reached($0) } ?? .unknown
  }

  /// Decides which splits wait: those that are ahead of the lowest watermark by more than `drift` milliseconds.
  /// - Parameter others: the lowest watermark of other subtasks; nil: there is none to wait for.
  mutating func align(to others: Int?, drift: Int) {
    let lowest = [others, lowest].compactMap(\.self).min()
    let (limit, overflow) = (lowest ?? .max).addingReportingOverflow(drift)
    for index in splits.indices {
      splits[index].isWaiting = !overflow && (splits[index].generator.current ?? .min) > limit
    }
  }

  func isWaiting(_ index: Int) -> Bool { splits[index].isWaiting }
}
