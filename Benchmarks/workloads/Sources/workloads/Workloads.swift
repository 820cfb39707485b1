import DataStream

/// The jobs that drey and Apache Flink are compared by: `workloads --job NAME --n RECORDS`; see ../../README.md.
@main
struct Workloads: StreamApplication {
  /// Defines one job; `count` is how many records, or lines, its source emits in all.
  typealias Definition = @Sendable (_ env: StreamExecutionEnvironment, _ count: Int) throws -> Void

  static let jobs: [String: Definition] = [
    "trivial": WordCounts.updates,
    "wc": WordCounts.updates,
    "wcfinal": WordCounts.final,
    "q1": BidQueries.currencyConversion,
    "q2": BidQueries.selection,
    "q3": LocalItems.define,
    "q4": ClosingPrices.define,
    "q5": WindowQueries.hotItems,
    "q7": WindowQueries.highestBid,
    "q8": NewSellers.define,
    "q11": WindowQueries.sessions,
    "keys": ManyKeys.updates,
  ]

  static func main(_ env: StreamExecutionEnvironment) async throws {
    let name = try env.arguments.require("job")
    guard let define = jobs[name] else {
      throw Failure(
        .usage, "there is no job '\(name)'", advice: "Give one of \(jobs.keys.sorted().joined(separator: ", ")).")
    }
    try define(env, try env.arguments.integer("n", default: 1000))
    try await env.execute(name)
  }
}
