import DreyModel

/// How a job's checkpoints are taken, as it was configured. Times are milliseconds.
struct CheckpointSettings: Sendable, Equatable {
  /// What becomes of checkpoints when the job ends. Those of a job that finished go in any case.
  enum Retention: String, Sendable, CaseIterable {
    case none = "NO_EXTERNALIZED_CHECKPOINTS"
    case deleteOnCancellation = "DELETE_ON_CANCELLATION"
    case retainOnCancellation = "RETAIN_ON_CANCELLATION"

    func keeps(_ status: JobStatus) -> Bool {
      switch status {
      case .failed: self != .none
      case .canceled: self == .retainOnCancellation
      default: false
      }
    }
  }

  /// nil: none are taken regularly.
  var interval: Int?
  var timeout = 600_000
  var minPause = 0
  var tolerableFailures = 0
  var mode = CheckpointingMode()
  var retention = Retention.none
  /// Completed checkpoints that are kept.
  var retained = 1
  /// The folder that holds the jobs' own; nil: there is none.
  var folder: String?
  /// For savepoints whose target is not named.
  var savepointFolder: String?
  /// How many may be under way at a time; one where there is to be a pause between them, or barriers overtake records.
  var maxConcurrent = 1

  init() {}

  /// - Throws: ``Failure`` of the domain `usage` that names the key which is wrong.
  init(_ options: Options) throws(Failure) {
    timeout = try options.milliseconds(.checkpointTimeout)
    minPause = try options.milliseconds(.checkpointMinPause)
    tolerableFailures = try options.integer(.checkpointTolerableFailures)
    maxConcurrent = try options.integer(.checkpointMaxConcurrent)
    retained = try options.integer(.checkpointsRetained)
    mode = CheckpointingMode(
      try options.choice(.checkpointMode),
      isUnaligned: try options.flag(.checkpointUnaligned),
      alignedTimeout: try options.milliseconds(.checkpointAlignedTimeout),
      isIncremental: try options.flag(.checkpointIncremental))
    if minPause > 0 || mode.isUnaligned { maxConcurrent = 1 }
    retention = try options.choice(.checkpointRetention)
    folder = try options.folder(.checkpointFolder)
    savepointFolder = try options.folder(.savepointFolder)
    try setInterval(options)
  }

  private mutating func setInterval(_ options: Options) throws(Failure) {
    guard options[.checkpointInterval] != nil else { return }
    interval = try options.milliseconds(.checkpointInterval)
    guard folder != nil else {
      throw Failure(
        .usage, "checkpoints are wanted, and nothing says where they go: \(OptionKey.checkpointFolder.rawValue)",
        advice: "Set it to a folder that the JobManager and all TaskManagers see.")
    }
  }

  /// As Flink's REST API says it.
  var info: CheckpointConfigurationInfo {
    var info = CheckpointConfigurationInfo()
    info.mode = mode.guarantee.rawValue.lowercased()
    info.interval = interval ?? Int.max
    (info.timeout, info.minPause, info.tolerableFailures) = (timeout, minPause, tolerableFailures)
    info.externalization.enabled = retention != .none
    info.externalization.deleteOnCancellation = retention != .retainOnCancellation
    info.isUnaligned = mode.isUnaligned
    info.maxConcurrent = maxConcurrent
    info.checkpointStorage = folder ?? ""
    return info
  }
}

extension Options {
  fileprivate func folder(_ key: OptionKey) throws(Failure) -> String? {
    guard let text = self[key], !text.isEmpty else { return nil }
    return try FolderURI.path(text, of: key.rawValue)
  }
}
