import DreyModel
import TaskRuntime

/// What a subtask tells the others of its group, and what it knows of them.
final class AlignmentMember {
  private let subtask: SubtaskID
  private let board: WatermarkBoard
  private let params: WatermarkAlignmentParams
  /// What it said first, and last.
  private var reports: (first: WatermarkReport, last: WatermarkReport)?
  private var known: GroupWatermark?
  /// Of the board, when it was looked at.
  private(set) var version = -1

  init(_ params: WatermarkAlignmentParams, _ context: SubtaskContext) {
    self.params = params
    subtask = SubtaskID(vertex: context.vertex.id, index: context.index)
    board = context.watermarks
  }

  /// Says how far the subtask is for the first time, as soon as that is known.
  func begin(_ progress: SplitWatermarks.Progress) { if reports == nil { report(progress) } }

  /// Says how far the subtask is, where that is something new.
  func report(_ progress: SplitWatermarks.Progress) {
    switch progress {
    case .unknown: break
    case .reached(let watermark): send(watermark)
    // Nobody waits for a subtask that has never said anything.
    case .idle: if reports != nil { send(nil) }
    }
  }

  /// The lowest watermark of the others; nil: there is none to wait for.
  func lowestOfOthers() -> Int? {
    let current = board.version
    if current != version { (known, version) = (board.watermark(of: params.group), current) }
    guard known == nil else { return known?.lowest(except: subtask) }
    // Until an answer has come it cannot know whether it is ahead.
    return reports?.first.watermark
  }

  private func send(_ watermark: Int?) {
    let report = WatermarkReport(
      subtask: subtask, group: params.group, watermark: watermark, updateInterval: params.updateInterval)
    guard reports?.last != report else { return }
    reports = (reports?.first ?? report, report)
    board.report(report)
  }
}
