/// Makes the elements of sources.
struct ElementGenerator {
  /// How certain it is in which order records arrive.
  enum Certainty {
    /// There is one way from the source to the operator: late records, silence, any watermark.
    case strict
    /// There are several: no record is late, and all times are even.
    case loose
    /// The runtime sorts: anything goes, as long as no two records of the job have the same time.
    case sorted
  }

  let certainty: Certainty
  let mayFallIdle: Bool
  /// Whether no record is earlier than one before it.
  let isInOrder: Bool
  /// Whether no two records of the job have the same time.
  var timesDiffer = false
  private let keys: Int
  private let disorder: Int
  private let start: Int
  private var taken: Set<Int> = []

  init(_ certainty: Certainty, mayFallIdle: Bool, isInOrder: Bool, _ random: inout SeededGenerator) {
    (self.certainty, self.mayFallIdle, self.isInOrder) = (certainty, mayFallIdle, isInOrder)
    keys = random.int(1...5)
    disorder = isInOrder ? 0 : random.one(of: [0, 10, 40, 100])
    start = random.one(of: [0, -150, 1_700_000_000_000])
  }

  mutating func elements(_ random: inout SeededGenerator) -> [Element] {
    let times = times(&random)
    var elements: [Element] = []
    // The earliest time from each place on: a watermark in front of it must be before that.
    let bounds = times.indices.map { times[$0...].min() ?? 0 }
    for (index, time) in times.enumerated() {
      let key = "k" + String(repeating: "y", count: random.int(0...keys - 1))
      elements.append(.record(key: key, value: random.int(0...20), time: time))
      if random.oneIn(5) {
        let next = index + 1 < bounds.count ? bounds[index + 1] - 1 : time
        elements.append(.watermark(watermark(after: time, before: next, &random)))
      }
      if mayFallIdle, certainty == .strict, random.oneIn(15) { elements.append(.idle) }
    }
    // Behind it all, it changes nothing, whatever others do.
    if mayFallIdle, certainty == .loose, random.oneIn(3) { elements.append(.idle) }
    return elements
  }

  private func watermark(after time: Int, before next: Int, _ random: inout SeededGenerator) -> Int {
    if certainty == .loose { return next - random.int(0...20) }
    return random.oneIn(80) ? .max : time - random.int(0...max(1, disorder)) + random.int(0...disorder)
  }

  private mutating func times(_ random: inout SeededGenerator) -> [Int] {
    var now = start
    return (0..<random.int(0...60)).map { _ in
      now += random.oneIn(12) ? random.int(0...200) : random.int(0...4)
      var time = now - random.int(0...disorder)
      if certainty == .loose, time % 2 != 0 { time += 1 }
      if timesDiffer { while !taken.insert(time).inserted { time += 1 } }
      return time
    }
  }
}
