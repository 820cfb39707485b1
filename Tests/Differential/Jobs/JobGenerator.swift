/// Makes a job of a seed. Only jobs whose results do not depend on chance are made; the README says which.
public struct JobGenerator {
  private typealias Certainty = ElementGenerator.Certainty
  private var random: SeededGenerator
  private let mode: JobDescription.Mode

  public static func job(seed: Int) -> JobDescription {
    var generator = JobGenerator(seed: seed)
    return generator.job(id: "seed-\(seed)")
  }

  private init(seed: Int) {
    random = SeededGenerator(seed: seed)
    mode = random.oneIn(3) ? .batch : .streaming
  }

  private mutating func job(id: String) -> JobDescription {
    let kinds: [TestedOperator.Kind] =
      Array(repeating: .window, count: 8) + [.keyed, .keyed, .process, .process, .process]
      + [.windowJoin, .coGroup, .intervalJoin, .connect]
      // In streaming mode it is open what has been told when a record comes.
      + (mode == .batch ? [.broadcast, .keyedBroadcast] : [])
    let kind = random.one(of: kinds)
    // Updates and timers in streaming mode tell in which order the records came.
    let mayBeLoose = kind == .window || mode == .batch
    let isLoose = kind.isJoin || mayBeLoose && random.oneIn(4)
    let hasTwoSources = kind.isJoin || isLoose && random.oneIn(2)
    let certainty: Certainty = mode == .batch ? .sorted : isLoose ? .loose : .strict
    let isInOrder = random.oneIn(4)
    var windows = OperatorGenerator(certainty, isInOrder: isInOrder)
    let tested = windows.generate(kind, &random)
    let then =
      kind == .window && !isUpdating(tested) && random.oneIn(3) ? JobDescription.Then(size: random.int(1...80)) : nil
    var elements = ElementGenerator(certainty, mayFallIdle: then == nil, isInOrder: isInOrder, &random)
    elements.timesDiffer = mode == .batch || tested.assigner == .dynamicSession
    var pre: [JobDescription.Step] = []
    if random.oneIn(5) { pre.append(.map) }
    if random.oneIn(5) { pre.append(.filter) }
    if isLoose, !hasTwoSources || random.oneIn(4) { pre.append(.spread) }
    let sources = (0..<(hasTwoSources ? 2 : 1)).map { _ in elements.elements(&random) }
    return JobDescription(
      id: id, mode: mode, parallelism: random.int(1...4), pre: pre, sources: sources, tested, then: then)
  }

  /// Whether results may come that are late themselves, or have no number.
  private func isUpdating(_ tested: TestedOperator) -> Bool {
    tested.aggregate?.isOrdered != false || tested.lateness != nil || tested.lateOutput != nil || tested.trigger != nil
      || ![.tumbling, .sliding].contains(tested.assigner)
  }
}
