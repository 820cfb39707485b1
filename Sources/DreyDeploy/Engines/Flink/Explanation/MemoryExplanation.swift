import DreyModel

/// How the memory that a spec gives would be divided on Flink.
enum MemoryExplanation {
  static func rows(jobManager: Int, taskManager: Int, options: [String: String]) -> [ExplanationRow] {
    rows("jobManager.memory", jobManager) { () throws(Failure) in
      try FlinkMemory.jobManager(options, processSize: jobManager)
    }
      + rows("taskManager.memory", taskManager) { () throws(Failure) in
        try FlinkMemory.taskManager(options, processSize: taskManager)
      }
  }

  /// A row per part, or why Flink would refuse.
  private static func rows(
    _ subject: String, _ size: Int, _ compute: () throws(Failure) -> FlinkProcessMemory
  ) -> [ExplanationRow] {
    let subject = "\(subject) \(FlinkMemorySize.text(size))"
    do throws(Failure) {
      return try compute().components.map {
        let text = "\(FlinkMemorySize.text($0.bytes)) (\($0.origin))"
        return ExplanationRow("\(subject): \($0.name)", .onlyFlink, drey: "", flink: text)
      }
    } catch {
      return [ExplanationRow(subject, .differs, drey: "enough", flink: "refused: \(error.message)")]
    }
  }
}
