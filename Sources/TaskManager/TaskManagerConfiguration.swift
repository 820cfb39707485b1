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
  /// Whether being told to stop is an end as it should be.
  public var exitsWithZero: Bool
  /// What its workers inherit.
  public var environment: [String: String]
  /// `taskmanager.bind-host`: the address that workers accept the connections of others on.
  public var bindHost: String
  /// `taskmanager.memory.managed.size`: bytes that the state in each worker may take; nil: as many as the worker finds right.
  public var stateMemory: Int?

  /// - Parameter scratch: a folder that executables may be run from.
  /// - Throws: ``Failure`` of the domain `usage` where an option is no number or out of range.
  public init(
    options: Options, secret: ClusterSecret, scratch: String, environment: [String: String]
  ) throws(Failure) {
    registration = TaskManagerRegistration(
      id: options[.taskManagerResourceID] ?? "taskmanager-\(RandomToken.make().prefix(8))",
      host: options[.taskManagerHost], slots: try options.integer(.taskSlots))
    self.secret = secret
    jobManagerHost = options[.jobManagerAddress] ?? ContainerContract.jobManagerHost
    jobManagerPort = try Self.remotePort(.jobManagerPort, in: options)
    blobPort = try Self.remotePort(.blobServerPort, in: options)
    bindHost = try options.host(.taskManagerBindHost)
    stateMemory = options[.managedMemory] == nil ? nil : try options.memory(.managedMemory)
    registrationTimeout = try options.milliseconds(.registrationTimeout)
    artifactFolder = "\(scratch)/drey/artifacts"
    tagsRecords = try options.flag(.taskManagerStandardOutputJobID)
    exitsWithZero = try options.flag(.exitsWithZero)
    self.environment = environment
  }

  private static func remotePort(_ key: OptionKey, in options: Options) throws(Failure) -> Int {
    let port = try options.integer(key)
    guard port > 0 else {
      throw Failure(
        .usage, "\(key.rawValue) is 0, which is no port of a JobManager",
        advice: "Give the port that the JobManager reports as its own.")
    }
    return port
  }

  /// What a worker is given besides what the JobManager says.
  var workerEnvironment: [String: String] {
    var variables = ServicePaths.removed(from: environment)
    variables[RoleEnvironment.bindHost] = bindHost
    if let stateMemory { variables[RoleEnvironment.stateMemory] = "\(stateMemory)" }
    return variables
  }
}
