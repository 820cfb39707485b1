import DataStream

/// `keys`: how often each of `--keys` numbers comes up, told each time. Not compared with Flink: it shows what state costs
/// that has more and more keys.
enum ManyKeys {
  static func updates(_ env: StreamExecutionEnvironment, _ records: Int) throws {
    let keys = UInt64(max(1, try env.arguments.integer("keys", default: 1000)))
    env.indexed("Keys", count: records) { Mixing.mix($0) % keys }
      .keyBy { $0 }
      .count()
      .tally { UInt64(truncatingIfNeeded: $0.value) }
  }
}
