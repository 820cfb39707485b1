import DataStream

/// `q3`: auctions of one category by people of some states, joined as they come.
enum LocalItems {
  static func define(_ env: StreamExecutionEnvironment, _ events: Int) {
    let registrations = env.indexed("Registrations", count: events, Registration.generate)
    let people = registrations.people().filter { $0.state < 3 }.keyBy { $0.id }
    let auctions = registrations.auctions().filter { $0.category == 10 }.keyBy { $0.seller }
    people.connect(auctions).process { try Join($0) }
      .tally { Mixing.pair($0.first, $0.second) &* ($0.third &+ 1) }
  }

  /// Keeps the state of each person and, until the person comes, the auctions; emits person, auction, state.
  private struct Join: KeyedCoProcessFunction {
    typealias Key = UInt64
    private let state: ValueState<UInt64?>
    private let early: ListState<UInt64>

    init(_ context: RuntimeContext<UInt64>) throws {
      state = try context.getState(ValueStateDescriptor("state", default: nil))
      early = try context.getListState(ListStateDescriptor("early"))
    }

    func processElement1(_ person: Person, _ context: KeyedContext<UInt64>, _ out: inout Emitter<Triple>) {
      state.update(person.state)
      for auction in early.get() { out.emit(Triple(person.id, auction, person.state)) }
      early.clear()
    }

    func processElement2(_ auction: Auction, _ context: KeyedContext<UInt64>, _ out: inout Emitter<Triple>) {
      guard let known = state.value else { return early.add(auction.id) }
      out.emit(Triple(auction.seller, auction.id, known))
    }
  }
}

extension DataStream<Registration> {
  func people() -> DataStream<Person> {
    flatMap { event, out in if case .person(let person) = event { out.emit(person) } }
  }

  func auctions() -> DataStream<Auction> {
    flatMap { event, out in if case .auction(let auction) = event { out.emit(auction) } }
  }
}
