import DataStream

/// A record of the window tests.
struct Event: StreamCodable, Hashable {
  var key: Int
  var time: Int
  var value: Int
  /// The watermark that follows the record.
  var watermark: Int?

  static func put(_ event: Event, into writer: inout ByteWriter) throws {
    for field in [event.key, event.time, event.value] { writer.integer(field) }
    try Int?.put(event.watermark, into: &writer)
  }

  static func get(from reader: inout ByteReader) throws -> Event {
    try Event(
      key: reader.integer(Int.self), time: reader.integer(Int.self), value: reader.integer(Int.self),
      watermark: .get(from: &reader))
  }
}

extension StreamExecutionEnvironment {
  /// The events in their order, with the watermarks that they tell.
  func events(_ events: [Event]) -> DataStream<Event> {
    fromCollection(events)
      .assignTimestampsAndWatermarks(.forPunctuatedWatermarks({ $0.time }) { event, _ in event.watermark })
      .setParallelism(1)
  }
}

/// A window's result.
struct Fired: StreamCodable, Hashable {
  var key: Int
  var window: TimeWindow
  var values: [Int]

  static func put(_ fired: Fired, into writer: inout ByteWriter) throws {
    writer.integer(fired.key)
    TimeWindow.put(fired.window, into: &writer)
    try [Int].put(fired.values, into: &writer)
  }

  static func get(from reader: inout ByteReader) throws -> Fired {
    try Fired(key: reader.integer(Int.self), window: .get(from: &reader), values: .get(from: &reader))
  }
}

/// Gathers the records of a window.
struct EventList: AggregateFunction {
  var isCommutative: Bool

  func createAccumulator() -> [Event] { [] }
  func add(_ event: Event, to events: inout [Event]) { events.append(event) }
  func merge(_ other: [Event], into events: inout [Event]) { events += other }
  func getResult(_ events: [Event]) -> [Event] { events }
}

/// Windows of a random kind.
struct WindowCase {
  enum Kind { case aligned, session, global }
  enum Rule { case atEnd, count(Int), regularly(Int) }
  enum Eviction { case count(Int), time(Int) }

  var kind = Kind.aligned
  var size: Int
  var slide: Int
  var offset: Int
  var lateness: Int
  var rule = Rule.atEnd
  var purges = false
  var eviction: Eviction?
  var evictsAfter = false
  /// Whether the records are gathered by a function that says that it cannot tell their order.
  var isCommutative = true

  /// Aligned windows that fire at their end.
  init(using random: inout SeededGenerator) {
    size = .random(in: 1...40, using: &random)
    slide = Bool.random(using: &random) ? size : .random(in: 1...50, using: &random)
    offset = .random(in: 1 - slide...slide - 1, using: &random)
    lateness = Bool.random(using: &random) ? 0 : .random(in: 1...60, using: &random)
  }

  /// Windows of any kind, with any trigger and evictor.
  static func any(using random: inout SeededGenerator) -> WindowCase {
    var result = WindowCase(using: &random)
    let kinds: [Kind] = [.aligned, .session, .session, .global]
    result.kind = kinds.randomElement(using: &random) ?? .aligned
    let rules: [Rule] = [
      .atEnd, .count(.random(in: 1...5, using: &random)), .regularly(.random(in: 1...30, using: &random)),
    ]
    result.rule = rules.randomElement(using: &random) ?? .atEnd
    result.purges = .random(using: &random)
    let evictions: [Eviction?] = [
      nil, nil, .count(.random(in: 0...4, using: &random)), .time(.random(in: 1...20, using: &random)),
    ]
    result.eviction = evictions.randomElement(using: &random) ?? nil
    // In which order the records of sessions are that have become one is open.
    if case .session = result.kind, case .count = result.eviction { result.eviction = nil }
    result.evictsAfter = .random(using: &random)
    return result
  }

  func assigner() -> WindowAssigner<Event> {
    switch kind {
    case .aligned:
      .sliding(size: .milliseconds(size), slide: .milliseconds(slide), offset: .milliseconds(offset))
    case .session: offset > 0 ? .session { _ in .milliseconds(size) } : .session(gap: .milliseconds(size))
    case .global: .global()
    }
  }

  /// The windows that a time is in, the last one first.
  func windows(at time: Int) -> [TimeWindow] {
    switch kind {
    case .session: [TimeWindow(start: time, end: time + size)]
    case .global: [.global]
    case .aligned:
      (time - size + 1...time).reversed().filter { ($0 - offset) % slide == 0 }
        .map { TimeWindow(start: $0, end: $0 + size) }
    }
  }
}

/// What windows of event time do, record by record and window by window, without any cleverness.
struct WindowModel {
  private struct Contents {
    var records: [Event] = []
    var count = 0
    var nextFiring: Int?
    var timers: Set<Int> = []
  }

  private typealias ID = KeyValue<Int, TimeWindow>

  private let windows: WindowCase
  private var watermark = Int.min
  private var contents: [ID: Contents] = [:]
  private(set) var fired: [Fired] = []
  private(set) var late: [Event] = []

  init(_ windows: WindowCase) { self.windows = windows }

  mutating func run(_ events: [Event]) {
    for event in events {
      take(event)
      if let watermark = event.watermark { advance(to: watermark) }
    }
    advance(to: .max)
  }

  private func cleanupTime(of window: TimeWindow) -> Int? {
    windows.kind == .global ? nil : window.maxTimestamp + windows.lateness
  }

  private mutating func take(_ event: Event) {
    var isLate = true
    for assigned in windows.windows(at: event.time) {
      let window = windows.kind == .session ? merge(assigned, event.key) : assigned
      if let time = cleanupTime(of: window), time <= watermark { continue }
      isLate = false
      let id = ID(event.key, window)
      contents[id, default: Contents()].records.append(event)
      if let time = cleanupTime(of: window) { contents[id]?.timers.insert(time) }
      if firesFor(event, id) { fire(id) }
    }
    if isLate, windows.kind != .global, event.time + windows.lateness <= watermark { late.append(event) }
  }

  private mutating func merge(_ window: TimeWindow, _ key: Int) -> TimeWindow {
    let parts = contents.keys.filter { $0.key == key && $0.value.start <= window.end && $0.value.end >= window.start }
    let merged = parts.reduce(window) {
      TimeWindow(start: min($0.start, $1.value.start), end: max($0.end, $1.value.end))
    }
    if parts.isEmpty || parts.map(\.value) == [merged] { return merged }
    var all = Contents()
    for part in parts.compactMap({ contents.removeValue(forKey: $0) }) {
      all.records += part.records
      all.count += part.count
      all.nextFiring = [all.nextFiring, part.nextFiring].compactMap { $0 }.min()
    }
    all.records.sort { $0.value < $1.value }
    if let next = all.nextFiring { all.timers.insert(next) }
    if case .atEnd = windows.rule, merged.maxTimestamp > watermark { all.timers.insert(merged.maxTimestamp) }
    contents[ID(key, merged)] = all
    return merged
  }

  private mutating func firesFor(_ event: Event, _ id: ID) -> Bool {
    var state = contents[id] ?? Contents()
    defer { contents[id] = state }
    if case .count(let maximum) = windows.rule {
      state.count += 1
      if state.count < maximum { return false }
      state.count = 0
      return true
    }
    if id.value.maxTimestamp <= watermark { return true }
    state.timers.insert(id.value.maxTimestamp)
    if case .regularly(let interval) = windows.rule, state.nextFiring == nil {
      let next = min(event.time - event.time % interval + interval, id.value.maxTimestamp)
      state.nextFiring = next
      state.timers.insert(next)
    }
    return false
  }

  private mutating func advance(to time: Int) {
    guard time > watermark else { return }
    watermark = time
    while let (id, due) = nextTimer(), due <= time {
      contents[id]?.timers.remove(due)
      if firesAt(due, id) { fire(id) }
      if due == cleanupTime(of: id.value) { contents[id] = nil }
    }
  }

  private func nextTimer() -> (ID, Int)? {
    contents.compactMap { id, contents in contents.timers.min().map { (id, $0) } }.min { $0.1 < $1.1 }
  }

  private mutating func firesAt(_ time: Int, _ id: ID) -> Bool {
    if case .count = windows.rule { return false }
    if time == id.value.maxTimestamp { return true }
    guard case .regularly(let interval) = windows.rule, time == contents[id]?.nextFiring else { return false }
    let isLast = watermark == .max && windows.kind == .global
    let next = isLast ? id.value.maxTimestamp : min(time + interval, id.value.maxTimestamp)
    contents[id]?.nextFiring = next
    contents[id]?.timers.insert(next)
    return true
  }

  private mutating func fire(_ id: ID) {
    guard var records = contents[id]?.records, !records.isEmpty else { return }
    if !windows.evictsAfter { evict(&records) }
    fired.append(Fired(key: id.key, window: id.value, values: records.map(\.value)))
    if windows.evictsAfter { evict(&records) }
    contents[id]?.records = windows.purges ? [] : records
  }

  private func evict(_ records: inout [Event]) {
    switch windows.eviction {
    case .count(let count): records.removeFirst(max(0, records.count - count))
    case .time(let span):
      let latest = records.map(\.time).max() ?? 0
      records.removeAll { $0.time <= latest - span }
    case nil: break
    }
  }
}
