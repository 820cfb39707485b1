import DataStream

/// The words of generated lines, counted.
enum WordCounts {
  /// `wc`: every new count goes on to the sink.
  static func updates(_ env: StreamExecutionEnvironment, _ lines: Int) {
    counts(env, lines).tally { UInt64(truncatingIfNeeded: $0.value) }
  }

  /// `wcfinal`: the last count of each word does, at the end of the input.
  static func final(_ env: StreamExecutionEnvironment, _ lines: Int) {
    env.setRuntimeMode(.batch)
    counts(env, lines).tally { Mixing.fnv($0.key) &* UInt64(truncatingIfNeeded: $0.value) }
  }

  private static func counts(_ env: StreamExecutionEnvironment, _ lines: Int) -> DataStream<KeyValue<String, Int>> {
    let text = Lines()
    return env.indexed("Lines", count: lines) { text.line($0) }
      .flatMap { line, out in line.forEachField(separator: " ") { out.emit(KeyValue($0, 1)) } }
      .keyBy { $0.key }
      .sum { $0.value }
  }
}
