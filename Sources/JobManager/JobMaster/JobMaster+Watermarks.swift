import DreyModel

// Sources whose watermarks are kept close to each other.
extension JobMaster {
  mutating func reported(_ report: WatermarkReport, of worker: Worker) {
    guard worker.subtasks.contains(report.subtask), subtasks[report.subtask]?.isTerminal == false else { return }
    alignment.report(report)
    announceWatermarks()
  }

  /// Nobody waits for a subtask that has finished.
  mutating func endAlignment(of subtask: SubtaskID) {
    alignment.end(subtask)
    announceWatermarks()
  }

  mutating func announceWatermarks() {
    guard phase == .running else { return }
    for watermark in alignment.due(at: now) { sendToAll(.align(watermark)) }
    guard let wait = alignment.millisecondsToNext(from: now) else { return }
    actions.append(.startTimer(.watermarks(attempt: attempt), milliseconds: wait))
  }
}
