/// How far a subtask has come whose source is in a group that keeps its watermarks close to each other.
public struct WatermarkReport: Sendable, Codable, Equatable {
  public var subtask: SubtaskID
  /// The name that all sources of the group give it.
  public var group: String
  /// Its watermark, in milliseconds since 1970 began (UTC); nil: nobody is to wait for it, since it is idle or at its end.
  public var watermark: Int?
  /// Milliseconds that pass at least until the group is told of a change.
  public var updateInterval: Int

  public init(subtask: SubtaskID, group: String, watermark: Int?, updateInterval: Int) {
    self.subtask = subtask
    self.group = group
    self.watermark = watermark
    self.updateInterval = updateInterval
  }
}

/// What the members of a group have to know of each other: who is furthest behind, and how far the one after it is. So
/// every member can tell the lowest watermark of all others: nobody has to wait for himself.
public struct GroupWatermark: Sendable, Codable, Equatable {
  /// A member.
  public struct Member: Sendable, Codable, Equatable {
    public var subtask: SubtaskID
    /// In milliseconds since 1970 began (UTC).
    public var watermark: Int

    public init(subtask: SubtaskID, watermark: Int) {
      self.subtask = subtask
      self.watermark = watermark
    }
  }

  /// Its name.
  public var group: String
  /// The member that is furthest behind; nil: nobody has to wait.
  public var lowest: Member?
  /// The lowest watermark of all others; nil: there are none.
  public var next: Int?

  public init(group: String, lowest: Member? = nil, next: Int? = nil) {
    self.group = group
    self.lowest = lowest
    self.next = next
  }

  /// The lowest watermark of all members but this one; nil: there is none that it would have to wait for.
  public func lowest(except subtask: SubtaskID) -> Int? { lowest?.subtask == subtask ? next : lowest?.watermark }
}
