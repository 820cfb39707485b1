public import ControlPlane
public import DreyModel
public import GuardedHTTP
import NIOCore

/// All the JobManager of a session needs to know before it begins.
public struct SessionConfiguration: Sendable {
  public var jobManager: JobManagerConfiguration
  /// `rest.bind-address`.
  public var restHost: String
  /// `rest.port`; 0 for one that is free.
  public var restPort: Int
  /// Who may call the REST API, and what its connections may cost: `rest.server.max-content-length` and
  /// `rest.idleness-timeout`.
  public var connections: GuardSettings
  /// `web.upload.dir`.
  public var uploadFolder: String
  /// `web.upload.capacity`.
  public var uploadCapacity: Int
  /// `jobmanager.session.queue-capacity`.
  public var queueCapacity: Int
  var jobStore: JobStoreLimits

  /// - Parameter scratch: a folder that can be written to.
  /// - Throws: ``Failure`` of the domain `usage` where an option is no number or out of range.
  public init(secret: ClusterSecret, token: RestToken, scratch: String, options: Options) throws(Failure) {
    jobManager = try JobManagerConfiguration(secret: secret, scratch: scratch, options: options)
    restHost = try options.host(.restBindAddress)
    restPort = try options.integer(.restPort)
    connections = GuardSettings(
      token: token, maximumContentLength: try options.integer(.restMaximumContentLength))
    connections.timeouts.idle = .milliseconds(Int64(try options.milliseconds(.restIdlenessTimeout)))
    // What is to go on after a restart needs its executable.
    uploadFolder = options[.uploadFolder] ?? jobManager.storageFolder.map { "\($0)/jars" } ?? "\(scratch)/drey/jars"
    uploadCapacity = try options.memory(.uploadCapacity)
    queueCapacity = try options.integer(.sessionQueueCapacity)
    jobStore = try JobStoreLimits(session: options)
  }
}
