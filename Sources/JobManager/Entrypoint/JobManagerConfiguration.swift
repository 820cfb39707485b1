public import ControlPlane
public import DreyModel

/// All a JobManager needs to know before it begins.
public struct JobManagerConfiguration: Sendable {
  /// Path of the application's executable.
  public var application: String
  /// The job to run instead of `main()`.
  public var job: ShippedJob?
  /// What `main()` is given.
  public var arguments: [String]
  /// Variables of the application's process, without those that make its role.
  public var environment: [String: String]
  public var secret: ClusterSecret
  /// `parallelism.default`.
  public var parallelism: Int
  public var heartbeats: HeartbeatSettings
  /// In milliseconds.
  public var slotRequestTimeout: Int
  /// The address that both ports are opened on.
  public var bindHost = "0.0.0.0"
  /// `jobmanager.rpc.port`; 0 for one that is free.
  public var rpcPort: Int
  /// `blob.server.port`; 0 for one that is free.
  public var blobPort: Int

  /// - Throws: ``Failure`` of the domain `usage` where an option is no number or out of range.
  public init(
    application: String, arguments: [String], environment: [String: String], secret: ClusterSecret, options: Options
  ) throws(Failure) {
    self.application = application
    self.arguments = arguments
    self.environment = environment
    self.secret = secret
    parallelism = try options.integer(.parallelismDefault, default: 1, minimum: 1)
    heartbeats = try options.heartbeats()
    slotRequestTimeout = try options.integer(.slotRequestTimeout, default: 300_000)
    rpcPort = try options.port(.jobManagerPort, default: ContainerContract.Port.rpc)
    blobPort = try options.port(.blobServerPort, default: ContainerContract.Port.blob)
  }

  /// Variables that a worker is given besides those of its TaskManager.
  var workerEnvironment: [String: String] { [RoleEnvironment.parallelism: "\(parallelism)"] }

  var applicationEnvironment: [String: String] { environment.merging(workerEnvironment) { $1 } }
}
