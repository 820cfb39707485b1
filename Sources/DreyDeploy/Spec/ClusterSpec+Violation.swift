import DreyModel

/// What is wrong with a spec, and where that stands in a file.
struct SpecViolation: Sendable, Equatable {
  /// The keys that lead to it, as `docs/spec.md` has them: `["taskManager", "slots"]`.
  var keys: [String]
  var failure: Failure

  init(_ keys: [String], _ message: String, advice: String? = nil) {
    self.keys = keys
    failure = Failure(.usage, message, advice: advice)
  }

  init(_ keys: [String], _ failure: Failure) {
    self.keys = keys
    self.failure = failure
  }
}

extension ClusterSpec {
  /// The first thing that is wrong, as far as that can be known without an engine.
  var violation: SpecViolation? { shapeViolation ?? argumentViolation ?? optionViolation }

  /// The first thing that is wrong with anything but the options.
  var shapeViolation: SpecViolation? {
    Self.range(taskManagers, "task managers", in: 1...256, ["taskManager", "replicas"])
      ?? Self.range(slots, "slots per TaskManager", in: 1...1024, ["taskManager", "slots"])
      ?? parallelismViolation
      ?? lackOfSlots ?? doubledVolume ?? doubledNetwork ?? surroundingsViolation
      ?? jobManagerResources.violation(of: "the JobManager", ["jobManager"])
      ?? taskManagerResources.violation(of: "a TaskManager", ["taskManager"])
      ?? memoryViolation
  }

  private var argumentViolation: SpecViolation? {
    do throws(Failure) {
      try ProgramArguments.check(arguments)
      return nil
    } catch { return SpecViolation(["application", "arguments"], error) }
  }

  var parallelismViolation: SpecViolation? {
    Self.range(parallelism, "parallelism", in: 1...32_768, ["parallelism"])
  }

  private static func range(
    _ value: Int, _ what: String, in range: ClosedRange<Int>, _ keys: [String]
  ) -> SpecViolation? {
    guard !range.contains(value) else { return nil }
    return SpecViolation(keys, "\(what): \(value) is not between \(range.lowerBound) and \(range.upperBound)")
  }

  /// Apache Flink divides the memory of its processes up, and may find that there is too little.
  private var memoryViolation: SpecViolation? {
    guard engine.isFlink else { return nil }
    let options = FlinkDefaults.options.merging(options.values) { $1 }
    do throws(Failure) {
      _ = try FlinkMemory.jobManager(options, processSize: jobManagerResources.memory)
    } catch { return SpecViolation(["jobManager", "memory"], error) }
    do throws(Failure) {
      _ = try FlinkMemory.taskManager(options, processSize: taskManagerResources.memory)
    } catch { return SpecViolation(["taskManager", "memory"], error) }
    return nil
  }

  private var lackOfSlots: SpecViolation? {
    guard parallelism > taskManagers * slots else { return nil }
    return SpecViolation(
      ["parallelism"],
      "parallelism \(parallelism) needs \(parallelism) slots, but \(taskManagers) TaskManager(s) with \(slots) slot(s) "
        + "each offer \(taskManagers * slots)",
      advice: "Raise --task-managers or --slots, or lower --parallelism.")
  }

  private var doubledVolume: SpecViolation? {
    Self.doubled(volumes.map(\.target)).map {
      SpecViolation(["volumes"], "two volumes are mounted at \($0)", advice: "Give each its own path.")
    }
  }

  private var doubledNetwork: SpecViolation? {
    Self.doubled(networks).map {
      SpecViolation(["network", "join"], "the network '\($0)' is joined twice", advice: "Name it once.")
    }
  }

  private static func doubled(_ names: [String]) -> String? {
    var seen = Set<String>()
    return names.first { !seen.insert($0).inserted }
  }
}

extension Resources {
  fileprivate func violation(of whom: String, _ keys: [String]) -> SpecViolation? {
    if memory < Self.minimumMemory {
      return SpecViolation(
        keys + ["memory"],
        "memory of \(whom) is \(memory >> 20) MiB, at least \(Self.minimumMemory >> 20) MiB are needed")
    }
    if pids < 32 { return SpecViolation(keys, "\(whom) may have \(pids) processes, at least 32 are needed") }
    if let cpus, !(cpus >= 0.01) { return SpecViolation(keys + ["cpus"], "CPUs of \(whom): \(cpus) is less than 0.01") }
    return nil
  }
}
