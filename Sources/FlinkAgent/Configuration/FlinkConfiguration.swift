import DreyModel

/// What a member's `config.yaml` says: the options it was given, and what the agent and the contract need.
struct FlinkConfiguration: Sendable, Equatable {
  private(set) var values: [String: String] = [:]

  /// Keys of drey's own, which Flink would not understand.
  private static let ownKeys = Set(
    OptionKey.unknownToFlink.union([.singleJob, .taskManagerStandardOutputJobID, .jobGraphPath]).map(\.rawValue))

  /// - Parameters:
  ///   - options: as they were given; they win over the agent's defaults, and the contract wins over them.
  ///   - folder: where the member may write.
  init(_ verb: ContainerContract.Verb, options: Options, folder: String, innerRestPort: Int) {
    values = Self.defaults(verb, folder: folder)
    // A JobManager answers REST where its TaskManagers find it.
    if values["rest.address"] != nil, let host = options[.jobManagerAddress] { values["rest.address"] = host }
    for (key, value) in options.values where !Self.ownKeys.contains(key) { values[key] = value }
    values.merge(Self.contract(verb, innerRestPort: innerRestPort)) { $1 }
  }

  mutating func merge(_ others: [String: String]) { values.merge(others) { $1 } }

  /// The content of `config.yaml`.
  var yaml: String { YAMLText.mapping(values) }

  private static func defaults(_ verb: ContainerContract.Verb, folder: String) -> [String: String] {
    let common = [
      "jobmanager.rpc.address": ContainerContract.jobManagerHost,
      "jobmanager.rpc.port": "\(ContainerContract.Port.rpc)",
      "blob.server.port": "\(ContainerContract.Port.blob)",
      "io.tmp.dirs": "\(folder)/tmp",
      "blob.storage.directory": "\(folder)/blobs",
    ]
    switch verb {
    case .client: return common.merging(clientDefaults) { $1 }
    case .taskManager: return common.merging(taskManagerDefaults) { $1 }
    case .standaloneJob: return common.merging(jobManagerDefaults(folder)) { $1 }.merging(applicationDefaults) { $1 }
    default: return common.merging(jobManagerDefaults(folder)) { $1 }
    }
  }

  /// Bytes that a request may have where nothing else is said: JARs are larger than drey's own executables.
  static let maximumContentLength = 1 << 30

  private static func jobManagerDefaults(_ folder: String) -> [String: String] {
    [
      "jobmanager.bind-host": "0.0.0.0",
      "rest.address": ContainerContract.jobManagerHost,
      "web.upload.dir": "\(folder)/upload",
      "web.submit.enable": "true",
      // What REST says of a job may be this old.
      "web.refresh-interval": "20",
      // An application looks this often whether its job has ended.
      "client.retry-period": "50 ms",
      OptionKey.restMaximumContentLength.rawValue: "\(maximumContentLength)",
    ]
  }

  /// `execute()` comes back when the job has ended, so that jobs run one after the other as `main()` says.
  private static let applicationDefaults = ["execution.attached": "true"]

  /// Without them a TaskManager that is there before its JobManager would wait up to 10 s before it tries again.
  private static let taskManagerDefaults = [
    "taskmanager.bind-host": "0.0.0.0",
    "cluster.registration.initial-timeout": "100 ms",
    "cluster.registration.max-timeout": "2 s",
    "cluster.registration.error-delay": "100 ms",
    "cluster.registration.refused-registration-delay": "500 ms",
  ]

  /// It begins while the JobManager starts, and asks until that answers.
  private static let clientDefaults = [
    "rest.address": ContainerContract.jobManagerHost,
    "rest.port": "\(ContainerContract.Port.rest)",
    "rest.retry.max-attempts": "1200",
    "rest.retry.delay": "100 ms",
    "execution.target": "remote",
    "execution.attached": "true",
  ]

  private static func contract(_ verb: ContainerContract.Verb, innerRestPort: Int) -> [String: String] {
    switch verb {
    case .taskManager, .client: return [:]
    case .standaloneJob:
      return inner(innerRestPort).merging(["execution.shutdown-on-application-finish": "false"]) { $1 }
    default: return inner(innerRestPort)
    }
  }

  /// Flink's REST API knows no token, so nobody but the agent may reach it.
  private static func inner(_ port: Int) -> [String: String] {
    ["rest.bind-address": "127.0.0.1", "rest.bind-port": "\(port)", "rest.port": "\(port)"]
  }
}
