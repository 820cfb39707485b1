import CFiles
import ControlPlane
import DreyModel
import Glibc

extension FileJobStore {
  /// A store in the cluster's folder below `high-availability.storageDir`; without that option in the scratch folder, where
  /// nothing outlives the JobManager.
  convenience init(_ configuration: JobManagerConfiguration, _ limits: JobStoreLimits, events: EventLog) {
    self.init(
      folder: configuration.storageFolder ?? configuration.scratchJobFolder,
      isForRecovery: configuration.storageFolder != nil, cacheSize: limits.cacheSize, events: events)
  }
}

extension JobStoreLimits {
  /// The part of a file system in memory that ended jobs may have.
  private static let shareOfMemory = 8
  private static let magicOfTmpfs: UInt = 0x0102_1994

  /// Returns the same limits, with fewer bytes if the folder is in a file system whose bytes are memory.
  /// - Parameter folder: it need not exist yet.
  func bounded(for folder: String) -> JobStoreLimits {
    var path = folder
    var status = statvfs()
    while statvfs(path, &status) != 0 {
      guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return self }
      path = String(path[..<slash])
    }
    guard cfiles_kind(path) == Self.magicOfTmpfs else { return self }
    var limits = self
    let size = Int(status.f_blocks) * Int(status.f_frsize)
    limits.diskCapacity = min(diskCapacity, max(1 << 20, size / Self.shareOfMemory))
    return limits
  }
}
