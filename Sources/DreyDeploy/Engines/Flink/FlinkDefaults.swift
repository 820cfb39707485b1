/// What drey sets for Apache Flink where a spec does not say otherwise; docs/flink.md says why.
enum FlinkDefaults {
  static let options = [
    // A TaskManager that is gone is noticed within seconds, and not within a minute.
    "heartbeat.interval": "1000", "heartbeat.timeout": "10000", "heartbeat.rpc-failure-threshold": "2",
    // Results of jobs are told as they are, and not as they were three seconds ago.
    "web.refresh-interval": "100",
  ]
}
