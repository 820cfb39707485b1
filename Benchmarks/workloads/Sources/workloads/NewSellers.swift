import DataStream

/// `q8`: people and the auctions that they opened in the ten seconds in which they came.
enum NewSellers {
  private static let window: UInt64 = 10_000

  static func define(_ env: StreamExecutionEnvironment, _ events: Int) {
    let registrations = env.indexed("Registrations", count: events, Registration.generate)
      .assignTimestampsAndWatermarks(.forMonotonousTimestamps { Int(truncatingIfNeeded: $0.timestamp) })
    registrations.people().join(registrations.auctions()).where { $0.id }.equalTo { $0.seller }
      .window(.tumbling(.milliseconds(window)))
      .apply { person, auction in
        Triple(person.id, person.timestamp - person.timestamp % window + window, auction.id)
      }
      .tallyPairs()
  }
}
