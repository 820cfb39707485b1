import DreyModel

/// A job that Flink's client is about to submit, by what it logs.
struct SubmittedJob: Sendable, Equatable {
  var name: String
  var id: JobID

  init(name: String, id: JobID) { (self.name, self.id) = (name, id) }

  /// Reads `Submitting job 'NAME' (ID).`, which comes before the request is sent.
  /// - Returns: nil where the message says something else.
  init?(_ line: LogLine) {
    let (prefix, middle, suffix) = ("Submitting job '", "' (", ").")
    let message = line.message
    guard line.logger.hasSuffix("RestClusterClient"), message.hasPrefix(prefix), message.hasSuffix(suffix) else {
      return nil
    }
    let id = message.dropLast(suffix.count).suffix(32)
    guard let jobID = JobID(hex: String(id)) else { return nil }
    self.id = jobID
    name = String(message.dropFirst(prefix.count).dropLast(middle.count + 32 + suffix.count))
  }
}
