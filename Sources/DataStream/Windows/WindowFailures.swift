import DreyModel
public import TaskRuntime

/// What can be wrong with the records that come to a window.
@usableFromInline
enum WindowFailures {
  static func timestamp(_ time: Int) -> Failure {
    Failure(
      .user, "a record's timestamp is \(time), which no window can hold",
      advice: "Timestamps are milliseconds since 1970 began (UTC); look at the function that assigns them.")
  }

  static func changed() -> Failure {
    Failure(
      .user, "what was left of windows is of other ones than those that the job has now",
      advice: "Give the operator another uid, so that it begins anew, or its windows the size, slide and offset back.",
      isPermanent: true)
  }

  static func commutative() -> Failure {
    Failure(
      .user,
      "what was left of windows is in the order in which records came, and the function is declared commutative now",
      advice: "Take the declaration (isCommutative) back, or give the operator another uid, so that it begins anew.")
  }

  static func gap(_ gap: Int) -> Failure {
    Failure(.user, "a session's gap is \(gap) ms", advice: "It must be at least one millisecond.")
  }

  static func merge(of trigger: String) -> Failure {
    Failure(
      .user, "the trigger \(trigger) cannot be used with session windows",
      advice: "Implement onMerge, which is called when sessions become one.")
  }

  @usableFromInline static func noTimestamp() -> Failure {
    Failure(
      .user, "a record without a timestamp came to a window of event time",
      advice: "Is assignTimestampsAndWatermarks missing in front of the window?")
  }
}

extension Batch {
  /// The event times of the records.
  /// - Throws: ``Failure`` where they have none; the records are destroyed then.
  @inlinable @inline(__always) func eventTimes() throws -> UnsafeMutablePointer<Int> {
    if let timestamps { return timestamps }
    _ = records.deinitialize()
    throw WindowFailures.noTimestamp()
  }
}
