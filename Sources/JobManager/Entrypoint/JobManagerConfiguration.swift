public import ControlPlane
public import DreyModel

/// What every JobManager needs to know before it begins, whatever brings it its jobs.
public struct JobManagerConfiguration: Sendable {
  public var secret: ClusterSecret
  /// `parallelism.default`.
  public var parallelism: Int
  public var heartbeats: HeartbeatSettings
  /// In milliseconds.
  public var slotRequestTimeout: Int
  /// `jobmanager.bind-host`: the address that the ports for TaskManagers are opened on.
  public var bindHost: String
  /// `jobmanager.rpc.port`; 0 for one that is free.
  public var rpcPort: Int
  /// `blob.server.port`; 0 for one that is free.
  public var blobPort: Int
  /// The cluster's own folder below `high-availability.storageDir`; nil: nothing outlives a restart.
  public var storageFolder: String?
  /// The folder of ended jobs if nothing outlives a restart.
  public var scratchJobFolder: String
  /// `jobmanager.session.submission-capacity`.
  public var submissionCapacity: Int
  /// As they were given.
  public var options: Options

  /// - Parameter scratch: a folder that can be written to.
  /// - Throws: ``Failure`` of the domain `usage` where an option is no number, out of range, or no path.
  public init(
    secret: ClusterSecret, scratch: String = ContainerContract.Path.scratch, options: Options
  ) throws(Failure) {
    self.secret = secret
    self.options = options
    parallelism = try options.integer(.parallelismDefault)
    heartbeats = try options.heartbeats()
    slotRequestTimeout = try options.milliseconds(.slotRequestTimeout)
    bindHost = try options.host(.jobManagerBindHost)
    rpcPort = try options.integer(.jobManagerPort)
    blobPort = try options.integer(.blobServerPort)
    scratchJobFolder = "\(scratch)/drey/jobs/\(secret.clusterID)"
    submissionCapacity = try options.memory(.submissionCapacity)
    if let folder = options[.highAvailabilityFolder] {
      storageFolder = "\(try FolderURI.path(folder, of: OptionKey.highAvailabilityFolder.rawValue))/\(secret.clusterID)"
    }
  }
}
