/// How far the members of groups have come in a job, and what is to be told to them when; pure.
///
/// Who has not reported yet holds nobody back, nor does who is idle or at its end: so no member can wait for ever.
public struct WatermarkAlignment: Sendable, Equatable {
  private struct Announcement: Sendable, Equatable {
    var watermark: GroupWatermark
    var time: Int
  }

  /// What each said last.
  private var members: [SubtaskID: WatermarkReport] = [:]
  /// By group.
  private var announced: [String: Announcement] = [:]
  /// Groups with a member that is new: others may run away from it until they are told.
  private var urgent: Set<String> = []

  /// A day in milliseconds, whatever a member asks for.
  public static let longestInterval = 86_400_000

  public init() {}

  /// Takes in what a member says.
  public mutating func report(_ report: WatermarkReport) {
    let last = members.updateValue(report, forKey: report.subtask)
    if last == nil { urgent.insert(report.group) }
  }

  /// Nobody has to wait for a subtask any more.
  public mutating func end(_ subtask: SubtaskID) { members[subtask]?.watermark = nil }

  /// Forgets all members but these: the others begin anew, and whoever runs them has not heard of what was told before.
  public mutating func keep(_ goingOn: Set<SubtaskID>) {
    members = members.filter { goingOn.contains($0.key) }
    (announced, urgent) = ([:], [])
  }

  /// What there is to know of a group by now.
  public func watermark(of group: String) -> GroupWatermark {
    let sorted = members.values.lazy.filter { $0.group == group }
      .compactMap { report in report.watermark.map { GroupWatermark.Member(subtask: report.subtask, watermark: $0) } }
      .sorted { ($0.watermark, $0.subtask) < ($1.watermark, $1.subtask) }
    return GroupWatermark(group: group, lowest: sorted.first, next: sorted.dropFirst().first?.watermark)
  }

  /// What is to be told now, and counts as told: what has changed in groups that have not been told of anything for their
  /// interval, or that have a new member.
  /// - Parameter now: milliseconds on a clock that only goes forward.
  public mutating func due(at now: Int) -> [GroupWatermark] {
    var due: [GroupWatermark] = []
    for watermark in changed where wait(for: watermark.group, at: now) == 0 {
      announced[watermark.group] = Announcement(watermark: watermark, time: now)
      due.append(watermark)
    }
    // What a new member said has been told, or makes no difference.
    urgent = []
    return due
  }

  /// Milliseconds until something is to be told; nil: nothing has changed.
  public func millisecondsToNext(from now: Int) -> Int? { changed.map { wait(for: $0.group, at: now) }.min() }

  /// Of the groups of which something else has to be told than was.
  private var changed: [GroupWatermark] {
    Set(members.values.map(\.group)).sorted().map { watermark(of: $0) }
      .filter { announced[$0.group]?.watermark != $0 }
  }

  private func wait(for group: String, at now: Int) -> Int {
    guard let last = announced[group], !urgent.contains(group) else { return 0 }
    let interval = members.values.lazy.filter { $0.group == group }.map(\.updateInterval).min() ?? 0
    return max(0, last.time + min(max(0, interval), Self.longestInterval) - now)
  }
}
