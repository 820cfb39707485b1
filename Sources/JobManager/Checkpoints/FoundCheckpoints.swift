/// What a job may begin from, as it was found on the disk.
struct FoundCheckpoints: Sendable, Equatable {
  /// Oldest first.
  var entries: [RetainedCheckpoints.Entry] = []
  /// Of all checkpoints, complete or not.
  var highestID = 0
  /// A newer one was complete, and cannot be read.
  var isFallback = false
}
