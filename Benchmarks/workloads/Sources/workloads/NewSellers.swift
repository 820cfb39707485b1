import DataStream

/// `q8`: people and the auctions that they opened in the ten seconds in which they came.
enum NewSellers {
  static func define(_ env: StreamExecutionEnvironment, _ events: Int) {
    let registrations = env.indexed("Registrations", count: events, Registration.generate)
      .assignTimestampsAndWatermarks(.forMonotonousTimestamps { Int(truncatingIfNeeded: $0.timestamp) })
    registrations.people().keyBy { $0.id }
      .connect(registrations.auctions().keyBy { $0.seller })
      .process { try WindowJoin($0) }
      .tallyPairs()
  }

  /// Gathers what comes of each key in windows and, when one is over, emits person, end and auction for all pairs in it.
  private struct WindowJoin: KeyedCoProcessFunction {
    typealias Key = UInt64
    private let people: ListState<Person>
    private let auctions: ListState<Auction>

    init(_ context: RuntimeContext<UInt64>) throws {
      people = try context.getListState(ListStateDescriptor("people"))
      auctions = try context.getListState(ListStateDescriptor("auctions"))
    }

    func processElement1(_ person: Person, _ context: KeyedContext<UInt64>, _ out: inout Emitter<Triple>) {
      people.add(person)
      context.timerService.registerEventTimeTimer(Self.end(of: person.timestamp) - 1)
    }

    func processElement2(_ auction: Auction, _ context: KeyedContext<UInt64>, _ out: inout Emitter<Triple>) {
      auctions.add(auction)
      context.timerService.registerEventTimeTimer(Self.end(of: auction.timestamp) - 1)
    }

    func onTimer(_ time: Int, _ context: KeyedContext<UInt64>, _ out: inout Emitter<Triple>) {
      let end = time + 1
      let (joined, waiting) = (auctions.get(), people.get())
      for person in waiting where Self.end(of: person.timestamp) == end {
        for auction in joined where Self.end(of: auction.timestamp) == end {
          out.emit(Triple(person.id, UInt64(truncatingIfNeeded: end), auction.id))
        }
      }
      people.update(waiting.filter { Self.end(of: $0.timestamp) > end })
      auctions.update(joined.filter { Self.end(of: $0.timestamp) > end })
    }

    private static func end(of timestamp: UInt64) -> Int {
      Int(truncatingIfNeeded: timestamp - timestamp % 10_000 + 10_000)
    }
  }
}
