public import ControlPlane
public import DreyModel

/// All the JobManager of a session needs to know before it begins.
public struct SessionConfiguration: Sendable {
  public var secret: ClusterSecret
  public var token: RestToken
  /// `parallelism.default`.
  public var parallelism: Int
  public var heartbeats: HeartbeatSettings
  /// In milliseconds.
  public var slotRequestTimeout: Int
  /// The address that the ports for TaskManagers are opened on.
  public var bindHost = "0.0.0.0"
  /// `jobmanager.rpc.port`; 0 for one that is free.
  public var rpcPort: Int
  /// `blob.server.port`; 0 for one that is free.
  public var blobPort: Int
  /// `rest.bind-address`.
  public var restHost: String
  /// `rest.port`; 0 for one that is free.
  public var restPort: Int
  /// `rest.server.max-content-length`.
  public var maximumContentLength: Int
  /// `web.upload.dir`.
  public var uploadFolder: String
  /// `web.upload.capacity`.
  public var uploadCapacity: Int
  /// `jobmanager.session.queue-capacity`.
  public var queueCapacity: Int
  /// `jobstore.max-capacity`.
  public var jobStoreCapacity: Int
  /// As they were given.
  public var options: Options

  /// - Parameter scratch: a folder that can be written to.
  /// - Throws: ``Failure`` of the domain `usage` where an option is no number or out of range.
  public init(secret: ClusterSecret, token: RestToken, scratch: String, options: Options) throws(Failure) {
    self.secret = secret
    self.token = token
    self.options = options
    parallelism = try options.integer(.parallelismDefault, default: 1, minimum: 1)
    heartbeats = try options.heartbeats()
    slotRequestTimeout = try options.integer(.slotRequestTimeout, default: 300_000)
    rpcPort = try options.port(.jobManagerPort, default: ContainerContract.Port.rpc)
    blobPort = try options.port(.blobServerPort, default: ContainerContract.Port.blob)
    restHost = options[.restBindAddress] ?? "0.0.0.0"
    restPort = try options.port(.restPort, default: ContainerContract.Port.rest)
    maximumContentLength = try options.integer(.restMaximumContentLength, default: 100 << 20, minimum: 1024)
    uploadFolder = options[.uploadFolder] ?? "\(scratch)/drey/jars"
    uploadCapacity = try options.integer(.uploadCapacity, default: 256 << 20, minimum: 1024)
    queueCapacity = try options.integer(.sessionQueueCapacity, default: 100)
    jobStoreCapacity = try options.integer(.jobStoreCapacity, default: 1000, minimum: 1)
  }
}
