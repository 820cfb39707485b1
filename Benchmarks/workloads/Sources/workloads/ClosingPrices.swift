import DataStream

/// `q4`: what auctions of each category closed at on average.
enum ClosingPrices {
  static func define(_ env: StreamExecutionEnvironment, _ events: Int) {
    let trades = env.indexed("Trades", count: events, Trade.generate)
      .assignTimestampsAndWatermarks(.forMonotonousTimestamps { Int(truncatingIfNeeded: $0.timestamp) })
    let openings = trades.flatMap(to: Opening.self) { if case .opening(let opening) = $0 { $1.emit(opening) } }
    let offers = trades.flatMap(to: Offer.self) { if case .offer(let offer) = $0 { $1.emit(offer) } }
    openings.keyBy { $0.auction }.connect(offers.keyBy { $0.auction })
      .process { try Closing($0) }
      .keyBy { $0.key }
      .process { try Average($0) }
      .tallyPairs()
  }

  /// An auction while it is open.
  private struct Open: StreamCodable {
    var closes: UInt64
    var category: UInt64
    var highest: UInt64

    static func put(_ open: Open, into writer: inout ByteWriter) {
      writer.integer(open.closes)
      writer.integer(open.category)
      writer.integer(open.highest)
    }

    static func get(from reader: inout ByteReader) -> Open {
      Open(closes: reader.integer(), category: reader.integer(), highest: reader.integer())
    }
  }

  /// Joins an auction with its bids and emits its category and the highest price when event time has passed its close.
  ///
  /// Bids that come before their auction wait until event time has come to them: an auction that has not appeared by then
  /// is closed already.
  private struct Closing: KeyedCoProcessFunction {
    typealias Key = UInt64
    private let open: ValueState<Open?>
    private let early: ListState<Offer>

    init(_ context: RuntimeContext<UInt64>) throws {
      open = try context.getState(ValueStateDescriptor("open", default: nil))
      early = try context.getListState(ListStateDescriptor("early"))
    }

    func processElement1(
      _ opening: Opening, _ context: KeyedContext<UInt64>, _ out: inout Emitter<KeyValue<UInt64, UInt64>>
    ) {
      let highest = early.get().filter { $0.timestamp <= opening.closes }.map(\.price).max() ?? 0
      early.clear()
      open.update(Open(closes: opening.closes, category: opening.category, highest: highest))
      context.timerService.registerEventTimeTimer(Int(truncatingIfNeeded: opening.closes))
    }

    func processElement2(
      _ offer: Offer, _ context: KeyedContext<UInt64>, _ out: inout Emitter<KeyValue<UInt64, UInt64>>
    ) {
      guard var auction = open.value else {
        early.add(offer)
        return context.timerService.registerEventTimeTimer(Int(truncatingIfNeeded: offer.timestamp))
      }
      guard offer.timestamp <= auction.closes, offer.price > auction.highest else { return }
      auction.highest = offer.price
      open.update(auction)
    }

    func onTimer(
      _ time: Int, _ context: KeyedContext<UInt64>, _ out: inout Emitter<KeyValue<UInt64, UInt64>>
    ) {
      guard let auction = open.value else { return early.clear() }
      guard time == Int(truncatingIfNeeded: auction.closes) else { return }
      if auction.highest > 0 { out.emit(KeyValue(auction.category, auction.highest)) }
      open.clear()
    }
  }

  /// The number of prices of each key and their average, emitted at the end of the input.
  private struct Average: KeyedProcessFunction {
    typealias Key = UInt64
    private let total: ValueState<KeyValue<UInt64, UInt64>>

    init(_ context: RuntimeContext<UInt64>) throws {
      total = try context.getState(ValueStateDescriptor("total", default: KeyValue(0, 0)))
    }

    func processElement(
      _ price: KeyValue<UInt64, UInt64>, _ context: KeyedContext<UInt64>, _ out: inout Emitter<Triple>
    ) {
      if !total.exists { context.timerService.registerEventTimeTimer(.max) }
      total.value.key += 1
      total.value.value += price.value
    }

    func onTimer(_ time: Int, _ context: KeyedContext<UInt64>, _ out: inout Emitter<Triple>) {
      out.emit(Triple(context.currentKey, total.value.key, total.value.value / total.value.key))
    }
  }
}
