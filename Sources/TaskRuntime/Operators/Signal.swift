public import DreyModel

/// A checkpoint's mark in a stream.
public struct CheckpointBarrier: Sendable, Equatable {
  /// The checkpoint's.
  public let trigger: CheckpointTrigger

  /// The mark of a checkpoint.
  public init(_ trigger: CheckpointTrigger) { self.trigger = trigger }
}

/// What travels in band between records, in their order.
public enum Signal: Sendable, Equatable {
  /// What came before belongs to the checkpoint, and what follows does not.
  case barrier(CheckpointBarrier)
  /// No record follows that happened at this time or before, in milliseconds since 1970 began (UTC). `Int.max` says that
  /// none follows that has a time at all; it comes in front of every ``endOfInput``.
  case watermark(Int)
  /// Nobody is to wait for watermarks from here, until ``active``.
  case idle
  /// Watermarks come from here again.
  case active
  /// No record follows.
  case endOfInput
  /// What is on its way is to be passed on, however little it is. Stays inside of its subtask.
  case flush
}
