import DreyModel

/// How many ended jobs a JobManager keeps, for how long, and how many bytes they may have.
struct JobStoreLimits: Sendable {
  /// `jobstore.max-capacity`.
  var count = Int.max
  /// `jobstore.expiration-time`, in milliseconds.
  var expiration = Int.max
  /// `jobstore.cache-size`: bytes in memory.
  var cacheSize = 32 << 20
  /// `jobstore.disk-capacity`: bytes on the disk.
  var diskCapacity = 1 << 30
}

extension JobStoreLimits {
  /// Of a session.
  /// - Throws: ``Failure`` of the domain `usage` that names the option.
  init(session options: Options) throws(Failure) {
    try self.init(application: options)
    count = try options.integer(.jobStoreCapacity)
    expiration = try options.integer(.jobStoreExpiration) * 1000
  }

  /// Of a cluster that ends with its work: the results of all its jobs are kept until then.
  /// - Throws: ``Failure`` of the domain `usage` that names the option.
  init(application options: Options) throws(Failure) {
    self.init()
    cacheSize = try options.integer(.jobStoreCacheSize)
    diskCapacity = try options.memory(.jobStoreDiskCapacity)
  }
}
