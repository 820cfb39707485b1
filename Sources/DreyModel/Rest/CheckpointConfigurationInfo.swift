/// `GET /jobs/:jobid/checkpoints/config`. Times are milliseconds.
public struct CheckpointConfigurationInfo: Sendable, Codable, Equatable {
  /// What becomes of checkpoints when the job ends.
  public struct Externalization: Sendable, Codable, Equatable {
    /// Some may stay.
    public var enabled: Bool
    /// They go when the job is cancelled.
    public var deleteOnCancellation: Bool

    enum CodingKeys: String, CodingKey {
      case enabled
      case deleteOnCancellation = "delete_on_cancellation"
    }
  }

  /// `exactly_once` or `at_least_once`.
  public var mode = "exactly_once"
  /// Flink's largest number where none are taken.
  public var interval = Int.max
  public var timeout = 600_000
  public var minPause = 0
  public var maxConcurrent = 1
  public var externalization = Externalization(enabled: false, deleteOnCancellation: true)
  public var isUnaligned = false
  public var tolerableFailures = 0
  /// The folder.
  public var checkpointStorage = ""

  public init() {}

  enum CodingKeys: String, CodingKey {
    case mode, interval, timeout, externalization
    case minPause = "min_pause"
    case maxConcurrent = "max_concurrent"
    case isUnaligned = "unaligned_checkpoints"
    case tolerableFailures = "tolerable_failed_checkpoints"
    case checkpointStorage = "checkpoint_storage"
  }
}
