import ChildProcess
public import ControlPlane
public import DreyModel

/// All a TaskManager needs to know before it begins.
public struct TaskManagerConfiguration: Sendable {
  public var registration: TaskManagerRegistration
  public var secret: ClusterSecret
  public var jobManagerHost: String
  public var jobManagerPort: Int
  public var blobPort: Int
  /// In milliseconds.
  public var registrationTimeout: Int
  /// Holds the cached artifacts.
  public var artifactFolder: String
  /// `taskmanager.stdout.job-id`.
  public var tagsRecords: Bool
  /// What its workers inherit.
  public var environment: [String: String]

  /// - Parameter scratch: a folder that executables may be run from.
  /// - Throws: ``Failure`` of the domain `usage` where an option is no number or out of range.
  public init(
    options: Options, secret: ClusterSecret, scratch: String, environment: [String: String]
  ) throws(Failure) {
    registration = TaskManagerRegistration(
      id: options[.taskManagerResourceID] ?? "taskmanager-\(RandomToken.make().prefix(8))",
      host: options[.taskManagerHost], slots: try options.integer(.taskSlots, default: 1, minimum: 1))
    self.secret = secret
    jobManagerHost = options[.jobManagerAddress] ?? ContainerContract.jobManagerHost
    jobManagerPort = try options.port(.jobManagerPort, default: ContainerContract.Port.rpc)
    blobPort = try options.port(.blobServerPort, default: ContainerContract.Port.blob)
    registrationTimeout = try options.integer(.registrationTimeout, default: 300_000)
    artifactFolder = "\(scratch)/drey/artifacts"
    tagsRecords = try options.flag(.taskManagerStandardOutputJobID, default: false)
    self.environment = environment
  }
}
