import DataStream

extension TestedOperator {
  /// The operator behind its streams; a second result are the late records.
  func results(_ streams: [DataStream<Item>]) -> [DataStream<Outcome>] {
    switch kind {
    case .broadcast, .keyedBroadcast: return [Broadcasts.of(kind == .keyedBroadcast, streams[0], streams[1])]
    case let kind where kind.isJoin: return [joined(streams[0], streams[1])]
    default: break
    }
    let stream = streams.dropFirst().reduce(streams[0]) { $0.union($1) }
    let keyed = stream.keyBy { $0.key }
    switch kind {
    case .window: return all ? allWindows(stream) : windows(keyed)
    case .process:
      let timers = TimerScript(self)
      return [keyed.process { try Timers($0, timers) }]
    default: return [combined(keyed)]
    }
  }

  private func combined(_ keyed: KeyedStream<Item, String>) -> DataStream<Outcome> {
    switch aggregate ?? .latest {
    case .sum: keyed.sum { $0.value }.map { Outcome($0.key, $0.value, "\($0.value)") }
    case .min: keyed.min { $0.value }.map { Outcome($0.key, $0.value, "\($0.value)") }
    case .max: keyed.max { $0.value }.map { Outcome($0.key, $0.value, "\($0.value)") }
    case .minBy: keyed.minBy { $0.value }.map { Outcome(best: $0) }
    case .maxBy: keyed.maxBy { $0.value }.map { Outcome(best: $0) }
    case let kind: keyed.reduce(Reducing.function(kind)).map { Outcome(best: $0) }
    }
  }

  private func joined(_ left: DataStream<Item>, _ right: DataStream<Item>) -> DataStream<Outcome> {
    switch kind {
    case .windowJoin:
      return left.join(right).where { $0.key }.equalTo { $0.key }.window(windowAssigner()).apply(Self.pair)
    case .coGroup:
      return left.coGroup(right).where { $0.key }.equalTo { $0.key }.window(windowAssigner()).apply {
        left, right, out in
        // In order: which of the two streams is ahead is open, and so are the places within a merged session.
        let places = [left, right].map { $0.map(\.seq).sorted().map(String.init).joined(separator: ",") }
        out.emit(Outcome((left + right)[0].key, 0, "\(places[0]) | \(places[1])"))
      }
    case .connect: return left.keyBy { $0.key }.connect(right.keyBy { $0.key }).process { try Sorting($0) }
    default:
      var join = left.keyBy { $0.key }.intervalJoin(right.keyBy { $0.key })
        .between(.milliseconds(lower ?? 0), .milliseconds(upper ?? 0))
      if exclusive == true { join = join.lowerBoundExclusive().upperBoundExclusive() }
      return join.process { $2.emit(Self.pair($0, $1)) }
    }
  }

  @Sendable private static func pair(_ left: Item, _ right: Item) -> Outcome {
    Outcome(left.key, left.value + right.value, "\(left.seq)-\(right.seq)")
  }

  /// The windows, of records of any kind.
  func windowAssigner<Record>() -> WindowAssigner<Record> {
    let (size, slide, offset) = (self.size, self.slide, self.offset)
    switch assigner ?? .global {
    case .tumbling: return .tumbling(.milliseconds(size), offset: .milliseconds(offset))
    case .sliding:
      return .sliding(size: .milliseconds(size), slide: .milliseconds(slide), offset: .milliseconds(offset))
    case .session: return .session(gap: .milliseconds(size))
    case .dynamicSession: return .session { record in .milliseconds(1 + ((record as? Item)?.value ?? 0) % size) }
    default: return .global()
    }
  }
}
