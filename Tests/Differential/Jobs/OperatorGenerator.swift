/// Makes operators under test.
struct OperatorGenerator {
  private let certainty: ElementGenerator.Certainty
  private let isInOrder: Bool

  init(_ certainty: ElementGenerator.Certainty, isInOrder: Bool) {
    self.certainty = certainty
    self.isInOrder = isInOrder
  }

  mutating func generate(_ kind: TestedOperator.Kind, _ random: inout SeededGenerator) -> TestedOperator {
    switch kind {
    case .window: return certainty == .loose ? looseWindow(&random) : window(&random)
    case .keyed: return .keyed(random.one(of: [.sum, .min, .max, .minBy, .maxBy, .latest, .first, .add, .mix]))
    case .process: return process(&random)
    case .windowJoin, .coGroup: return timed(kind, [.tumbling, .sliding, .session], &random)
    case .intervalJoin:
      var result = TestedOperator(.intervalJoin)
      let lower = random.int(-30...30)
      (result.lower, result.upper) = (lower, lower + random.int(2...30))
      result.exclusive = random.oneIn(2)
      return result
    case .connect, .broadcast, .keyedBroadcast: return TestedOperator(kind)
    }
  }

  /// Windows of event time. A gap is odd, so that even times are never apart by it exactly.
  private func timed(
    _ kind: TestedOperator.Kind, _ assigners: [TestedOperator.Assigner], _ random: inout SeededGenerator
  ) -> TestedOperator {
    var result = TestedOperator(kind)
    result.assigner = random.one(of: assigners)
    result.size = random.int(1...40)
    switch result.assigner {
    case .tumbling: result.offset = random.oneIn(2) ? 0 : random.int(1 - result.size...result.size - 1)
    case .sliding:
      result.slide = random.int(1...50)
      result.offset = random.oneIn(2) ? 0 : random.int(1 - result.slide...result.slide - 1)
    default: result.size |= 1
    }
    return result
  }

  private func looseWindow(_ random: inout SeededGenerator) -> TestedOperator {
    var result = timed(.window, [.tumbling, .tumbling, .sliding, .session], &random)
    result.aggregate = random.one(of: [.count, .sum, .min, .max])
    return result
  }

  private func window(_ random: inout SeededGenerator) -> TestedOperator {
    let assigners: [TestedOperator.Assigner] = [
      .tumbling, .tumbling, .sliding, .sliding, .session, .session, .dynamicSession, .global, .count, .countSliding,
    ]
    var result = timed(.window, assigners, &random)
    // In which order the records are of sessions that have become one is open.
    let isOrdered = ![.session, .dynamicSession].contains(result.assigner) || isInOrder || certainty == .sorted
    result.aggregate = aggregate(isOrdered: isOrdered, &random)
    if result.assigner == .count || result.assigner == .countSliding {
      (result.size, result.slide) = (random.int(1...6), random.int(1...6))
      return result
    }
    if random.oneIn(2) { result.lateness = random.int(0...60) }
    if random.oneIn(2) { result.lateOutput = true }
    if result.assigner != .global, random.oneIn(8), isOrdered {
      (result.all, result.aggregate) = (true, random.one(of: [.process, .latest, .add, .mix]))
      return result
    }
    if result.assigner == .global || random.oneIn(4) { result.trigger = trigger(result.assigner, &random) }
    if random.oneIn(5) { result.evictor = evictor(result.aggregate, isOrdered: isOrdered, &random) }
    return result
  }

  private func aggregate(isOrdered: Bool, _ random: inout SeededGenerator) -> TestedOperator.Aggregate {
    let ordered: [TestedOperator.Aggregate] = [.minBy, .maxBy, .latest, .first, .add, .mix, .concat, .process]
    return random.one(of: [.count, .sum, .min, .max] + (isOrdered ? ordered : []))
  }

  /// A trigger that fires regularly would never come to an end in a window that has none: not in Flink.
  private func trigger(
    _ assigner: TestedOperator.Assigner?, _ random: inout SeededGenerator
  ) -> TestedOperator.Trigger {
    let isCount = assigner == .global || random.oneIn(2)
    return TestedOperator.Trigger(
      isCount ? .count : .continuous, isCount ? random.int(1...5) : random.int(1...30), purges: random.oneIn(2))
  }

  /// Flink fails where an evictor leaves nothing that could be reduced.
  private func evictor(
    _ aggregate: TestedOperator.Aggregate?, isOrdered: Bool, _ random: inout SeededGenerator
  ) -> TestedOperator.Evictor {
    let isCount = isOrdered && random.oneIn(2)
    let least = [.count, .sum, .concat, .process].contains(aggregate) ? 0 : 1
    return TestedOperator.Evictor(
      isCount ? .count : .time, isCount ? random.int(least...4) : random.int(1...20), after: random.oneIn(3))
  }

  private func process(_ random: inout SeededGenerator) -> TestedOperator {
    let kinds: [TestedOperator.Action.Kind] = [
      .register, .register, .register, .registerFromWatermark, .registerEnd, .delete, .delete, .deleteLast, .nothing,
    ]
    let actions = (0..<random.int(1...5)).map { _ in
      TestedOperator.Action(random.one(of: kinds), 10 * random.int(-3...6))
    }
    return .process(
      actions, again: random.oneIn(2) ? 0 : random.int(1...40), limit: random.int(0...4), clears: random.oneIn(3))
  }
}
