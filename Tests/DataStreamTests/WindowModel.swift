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

/// What windows of event time do, record by record and window by window, without any cleverness.
struct WindowModel {
  let size: Int
  let slide: Int
  let offset: Int
  let lateness: Int
  private var watermark = Int.min
  private var contents: [KeyValue<Int, TimeWindow>: [Int]] = [:]
  private(set) var fired: [Fired] = []
  private(set) var late: [Event] = []

  init(size: Int, slide: Int, offset: Int, lateness: Int) {
    (self.size, self.slide, self.offset, self.lateness) = (size, slide, offset, lateness)
  }

  /// The windows that a time is in, the last one first.
  private func windows(at time: Int) -> [TimeWindow] {
    (time - size + 1...time).reversed().filter { ($0 - offset) % slide == 0 }
      .map { TimeWindow(start: $0, end: $0 + size) }
  }

  private func isOver(_ window: TimeWindow) -> Bool { window.maxTimestamp + lateness <= watermark }

  mutating func run(_ events: [Event]) {
    for event in events {
      take(event)
      if let watermark = event.watermark { advance(to: watermark) }
    }
    advance(to: .max)
  }

  private mutating func take(_ event: Event) {
    let windows = windows(at: event.time).filter { !isOver($0) }
    for window in windows {
      contents[KeyValue(event.key, window), default: []].append(event.value)
      if window.maxTimestamp <= watermark { fire(KeyValue(event.key, window)) }
    }
    if windows.isEmpty, event.time + lateness <= watermark { late.append(event) }
  }

  private mutating func advance(to time: Int) {
    guard time > watermark else { return }
    let due = contents.keys.filter { $0.value.maxTimestamp > watermark && $0.value.maxTimestamp <= time }
    for window in due.sorted(by: { $0.value.end < $1.value.end }) { fire(window) }
    watermark = time
    contents = contents.filter { !isOver($0.key.value) }
  }

  private mutating func fire(_ window: KeyValue<Int, TimeWindow>) {
    fired.append(Fired(key: window.key, window: window.value, values: contents[window] ?? []))
  }
}
