public import ControlPlane
public import DreyModel

/// All a ``StandaloneCluster`` needs to know before it begins.
public struct StandaloneConfiguration: Sendable {
  public var jobManager: JobManagerConfiguration
  /// Path of the application's executable.
  public var application: String
  /// The job to run instead of `main()`.
  public var job: ShippedJob?
  /// What `main()` is given.
  public var arguments: [String]
  var jobStore: JobStoreLimits
  /// The Unix socket on which the REST API is served; nil: it is not.
  public var restSocket: String?
  /// Variables of the application's process, without those that make its role.
  public var environment: [String: String]

  /// - Parameter scratch: a folder that can be written to.
  /// - Throws: ``Failure`` of the domain `usage` where an option is no number or out of range.
  public init(
    application: String, arguments: [String], environment: [String: String], secret: ClusterSecret,
    scratch: String = ContainerContract.Path.scratch, options: Options
  ) throws(Failure) {
    jobManager = try JobManagerConfiguration(secret: secret, scratch: scratch, options: options)
    jobStore = try JobStoreLimits(application: options)
    self.application = application
    self.arguments = arguments
    self.environment = environment
  }

  /// Variables that a worker is given besides those of its TaskManager.
  var workerEnvironment: [String: String] {
    jobManager.options.forMain.merging([RoleEnvironment.parallelism: "\(jobManager.parallelism)"]) { $1 }
  }

  var applicationEnvironment: [String: String] { environment.merging(workerEnvironment) { $1 } }
}
