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
    timeout = try options.milliseconds(.checkpointTimeout, default: timeout, minimum: 10)
    minPause = try options.milliseconds(.checkpointMinPause, default: minPause)
    tolerableFailures = try options.integer(.checkpointTolerableFailures, default: tolerableFailures)
    maxConcurrent = try options.integer(.checkpointMaxConcurrent, default: 1, minimum: 1)
    retained = try options.integer(.checkpointsRetained, default: retained, minimum: 1)
    mode = CheckpointingMode(
      try options.choice(.checkpointMode, default: .exactlyOnce),
      isUnaligned: try options.flag(.checkpointUnaligned, default: false),
      alignedTimeout: try options.milliseconds(.checkpointAlignedTimeout, default: 0),
      isIncremental: try options.flag(.checkpointIncremental, default: false))
    if minPause > 0 || mode.isUnaligned { maxConcurrent = 1 }
    retention = try options.choice(.checkpointRetention, default: .none)
    folder = try options.folder(.checkpointFolder)
    savepointFolder = try options.folder(.savepointFolder)
    try setInterval(options)
  }

  private mutating func setInterval(_ options: Options) throws(Failure) {
    guard options[.checkpointInterval] != nil else { return }
    interval = try options.milliseconds(.checkpointInterval, default: 0, minimum: 10)
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
  /// The value of a key as one of the names that `Choice` has, in capitals.
  func choice<Choice: RawRepresentable<String>>(
    _ key: OptionKey, default fallback: Choice
  ) throws(Failure) -> Choice {
    guard let text = self[key] else { return fallback }
    guard let choice = Choice(rawValue: text.uppercased()) else {
      throw Failure(.usage, "\(key.rawValue) is '\(text)', which is none of its values")
    }
    return choice
  }

  fileprivate func folder(_ key: OptionKey) throws(Failure) -> String? {
    guard let text = self[key], !text.isEmpty else { return nil }
    return try FolderURI.path(text, of: key.rawValue)
  }
}
