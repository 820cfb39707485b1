import DreyModel
import Testing

/// Tests what a user sees who gives options: every option without an effect is named before anything is created.
@Suite struct OptionTests {
  private func findings(
    _ key: String, _ value: String, on engine: OptionEngine = .drey, for reach: OptionReach = .cluster
  ) -> [OptionFinding] {
    Options([key: value]).findings(on: engine, for: reach)
  }

  @Test(arguments: [
    ("execution.checkpoint.interval", "execution.checkpointing.interval"),
    ("execution.checkpointing.intervall", "execution.checkpointing.interval"),
    ("parallelism.defualt", "parallelism.default"), ("pipeline.max-paralelism", "pipeline.max-parallelism"),
    ("heartbeat.time-out", "heartbeat.timeout"),
    ("Execution.Checkpointing.Interval", "execution.checkpointing.interval"),
  ])
  func aMisspeltOptionIsAnErrorThatNamesTheNearest(key: String, nearest: String) throws {
    let finding = try #require(findings(key, "1").first)
    #expect(finding.isError && finding.failure.domain == .usage)
    #expect(finding.message.contains(key))
    #expect(finding.advice?.contains("Did you mean '\(nearest)'?") == true)
  }

  @Test func nothingUnlikeIsSuggested() throws {
    let finding = try #require(findings("store.colour", "red").first)
    #expect(finding.isError && finding.advice?.contains("Did you mean") == false)
  }

  @Test(arguments: [
    "state.backend.type", "table.exec.mini-batch.enabled", "taskmanager.memory.network.fraction", "metrics.reporters",
    "kubernetes.cluster-id", "execution.buffer-timeout.interval", "s3.access-key", "scheduler-mode",
  ])
  func anOptionOfFlinksWithoutEffectIsAWarning(key: String) throws {
    let finding = try #require(findings(key, "x").first)
    #expect(!finding.isError)
    #expect(finding.message.contains(key) && finding.message.contains("Flink"))
    #expect(findings(key, "x", on: .flink) == [])
  }

  @Test func aFormerNameIsRefusedWithThePresentOne() throws {
    let finding = try #require(findings("state.checkpoints.dir", "/data").first)
    #expect(finding.isError && finding.advice == "Write execution.checkpointing.dir.")
    #expect(findings("state.checkpoints.dir", "/data", on: .flink) == [])
  }

  @Test(
    arguments: [
      ("taskmanager.numberOfTaskSlots", "--slots"), ("parallelism.default", "--parallelism"), ("rest.port", "loopback"),
      ("rest.bind-port", "loopback"), ("rest.address", "loopback"), ("rest.bind-address", "loopback"),
      ("jobmanager.bind-host", "find each other"), ("jobmanager.rpc.address", "find each other"),
      ("jobmanager.rpc.port", "find each other"), ("taskmanager.bind-host", "find each other"),
      ("taskmanager.host", "find each other"), ("blob.server.port", "find each other"),
      ("high-availability.type", "--from-savepoint"), ("high-availability.storageDir", "volume"),
      ("execution.target", "--mode"), ("execution.attached", "--detached"),
    ], [OptionEngine.drey, .flink])
  func whatBelongsToTheClusterIsRefusedWithWhatToUse(
    option: (key: String, instead: String), engine: OptionEngine
  ) throws {
    let finding = try #require(findings(option.key, "1", on: engine).first)
    #expect(finding.isError && finding.message.contains(option.key))
    #expect(finding.advice?.contains(option.instead) == true, "\(finding)")
  }

  @Test func memoryOfAProcessIsTheContainersOnDreyAndDividedOnFlink() {
    #expect(findings("taskmanager.memory.process.size", "1g").first?.advice?.contains("--taskmanager-memory") == true)
    #expect(findings("taskmanager.memory.process.size", "1g", on: .flink) == [])
  }

  @Test func flinkIsHandedWhatNobodyKnowsWithAWarningIfItIsNearlySomething() throws {
    #expect(findings("my.plugin.setting", "x", on: .flink) == [])
    let near = try #require(findings("taskmanager.memory.managed.sise", "1g", on: .flink).first)
    #expect(!near.isError && near.message.contains("'taskmanager.memory.managed.size'"))
  }

  @Test(arguments: [
    ("heartbeat.timeout", "50 s"), ("taskmanager.registration.timeout", "5 min"), ("slot.request.timeout", "1d"),
    ("heartbeat.interval", "PT5S"), ("heartbeat.interval", " 500 "), ("web.upload.capacity", "1 gb"),
    ("execution.checkpointing.incremental", "TRUE"), ("execution.checkpointing.mode", "at_least_once"),
    ("execution.checkpointing.mode", "exactly-once"), ("restart-strategy.type", "Fixed_Delay"),
    ("restart-strategy.type", "exponentialdelay"), ("jobmanager.execution.failover-strategy", "REGION"),
    ("execution.checkpointing.dir", "file:///data/checkpoints"), ("execution.runtime-mode", "batch"),
    ("restart-strategy.exponential-delay.attempts-before-reset-backoff", "INFINITE"),
  ])
  func valuesTakeAllOfFlinksForms(key: String, value: String) {
    #expect(findings(key, value) == [])
    #expect(findings(key, value, on: .flink).filter(\.isError) == [])
  }

  @Test(arguments: [
    ("execution.checkpointing.interval", "soon", "a time of at least 10 ms"),
    ("execution.checkpointing.mode", "exactly_onse", "one of EXACTLY_ONCE, AT_LEAST_ONCE"),
    ("execution.checkpointing.interval", "1 ms", "at least 10 ms"), ("jobstore.max-capacity", "0", "at least 1"),
    ("execution.checkpointing.unaligned.enabled", "yes", "true or false"),
    ("restart-strategy.exponential-delay.jitter-factor", "1.5", "from 0.0 to 1.0"),
    ("execution.checkpointing.dir", "checkpoints", "absolute path"),
    ("pipeline.max-parallelism", "0", "from 1 to 32768"),
    ("execution.checkpointing.dir", "s3://bucket/x", "absolute path"),
    ("taskmanager.memory.managed.size", "lots", "amount of memory"),
  ])
  func aWrongValueIsAnErrorThatSaysWhatIsAllowed(key: String, value: String, allowed: String) throws {
    let finding = try #require(findings(key, value).first)
    #expect(finding.isError)
    #expect(finding.message.contains("\(key) is '\(value)'") && finding.message.contains(allowed), "\(finding)")
  }

  @Test func timesThatDoNotGoTogetherAreRefused() {
    let heartbeats = Options(["heartbeat.timeout": "5 s"]).findings(on: .drey, for: .cluster)
    #expect(heartbeats.map(\.isError) == [true])
    #expect(
      Options(["heartbeat.timeout": "50 s", "heartbeat.interval": "10 s"]).findings(on: .drey, for: .cluster) == [])
  }

  @Test func aJobInASessionHasNoSayInTheCluster() throws {
    let finding = try #require(findings("heartbeat.timeout", "60 s", for: .job).first)
    #expect(finding.isError && finding.advice?.contains("drey session start") == true)
    #expect(findings("execution.checkpointing.interval", "1 s", for: .job) == [])
  }

  @Test(arguments: OptionKey.allCases) func everyDefaultIsAValue(key: OptionKey) {
    guard let fallback = key.definition.fallback else { return }
    #expect(throws: Never.self) { try Options([key.rawValue: fallback]).check(key) }
  }

  @Test func mainIsToldWhatDecidesItsGraph() throws {
    let options = Options(["pipeline.max-parallelism": "64", "heartbeat.timeout": "1"])
    #expect(try Options(forMain: options.forMain["DREY_OPTIONS"]) == Options(["pipeline.max-parallelism": "64"]))
    #expect(Options().forMain == [:])
    #expect(try Options(forMain: nil) == Options())
  }
}
