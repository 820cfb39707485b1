public import DreyModel
import Synchronization

/// Where the subtasks of a process say how far they have come, and learn how far the others of their groups have.
///
/// In a cluster the JobManager is told and tells; in a process of its own the board comes to the same by itself.
public final class WatermarkBoard: @unchecked Sendable {
  private let lock = PosixLock()
  private let hasChanged = PosixCondition()
  private var groups: [String: GroupWatermark] = [:]
  /// Used where there is nobody to send reports to.
  private var alignment = WatermarkAlignment()
  private let changes = Atomic(0)
  private let send: (@Sendable (WatermarkReport) -> Void)?

  /// - Parameter send: tells the JobManager; nil: there is none.
  init(send: (@Sendable (WatermarkReport) -> Void)?) { self.send = send }

  /// Changes with everything that is posted; cheap enough to be asked for between any two chunks.
  public var version: Int { changes.load(ordering: .acquiring) }

  /// What is known of a group; nil: nothing yet.
  public func watermark(of group: String) -> GroupWatermark? { lock.withLock { groups[group] } }

  /// Says how far a subtask has come.
  public func report(_ report: WatermarkReport) {
    if let send { return send(report) }
    lock.withLock {
      alignment.report(report)
      set(alignment.watermark(of: report.group))
    }
    hasChanged.broadcast()
  }

  /// Lets all subtasks know of a group.
  func post(_ watermark: GroupWatermark) {
    lock.withLock { set(watermark) }
    hasChanged.broadcast()
  }

  private func set(_ watermark: GroupWatermark) {
    guard groups[watermark.group] != watermark else { return }
    groups[watermark.group] = watermark
    changes.wrappingAdd(1, ordering: .releasing)
  }

  /// Wakes all that wait here, so that they look whether it is over.
  func wake() {
    // Whoever is about to wait has looked before, or is waiting already.
    lock.withLock {}
    hasChanged.broadcast()
  }

  /// Blocks until somebody wakes it, for no longer than `milliseconds`, which are less than a second.
  func wait(milliseconds: Int, unless isOver: () -> Bool) {
    lock.withLock { if !isOver() { hasChanged.wait(holding: lock, milliseconds: milliseconds) } }
  }
}

extension SubtaskContext {
  /// For sources that may not read on: blocks until something was posted on ``watermarks`` since `version`, a timer is due or
  /// a checkpoint is to be taken; for a tenth of a second at most.
  public func awaitWatermarks(since version: Int) {
    let wait = min(100, processingTime.millisecondsToNextTimer ?? 100)
    guard wait > 0 else { return }
    monitor.meter.waiting(for: .input) {
      watermarks.wait(milliseconds: wait) { watermarks.version != version || checkpoints.isBusy || isCancelled }
    }
  }
}
