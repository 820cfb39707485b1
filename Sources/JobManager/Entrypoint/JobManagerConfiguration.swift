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
  /// As they were given.
  public var options: Options

  /// - Throws: ``Failure`` of the domain `usage` where an option is no number, out of range, or no path.
  public init(secret: ClusterSecret, options: Options) throws(Failure) {
    self.secret = secret
    self.options = options
    parallelism = try options.integer(.parallelismDefault)
    heartbeats = try options.heartbeats()
    slotRequestTimeout = try options.milliseconds(.slotRequestTimeout)
    bindHost = try options.host(.jobManagerBindHost)
    rpcPort = try options.integer(.jobManagerPort)
    blobPort = try options.integer(.blobServerPort)
    if let folder = options[.highAvailabilityFolder] {
      storageFolder = "\(try FolderURI.path(folder, of: OptionKey.highAvailabilityFolder.rawValue))/\(secret.clusterID)"
    }
  }
}
