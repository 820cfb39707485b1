/// A cluster as a target would make it: a plan to print, or to carry out and follow.
public protocol PlannedCluster: Sendable {
  /// What is done and why.
  var plan: PlanReport { get }
  /// What making it is said to be, in a few words.
  var summary: String { get }
  /// Whether members are held to their ``Resources/memory``.
  var limitsMemory: Bool { get }

  /// Carries the plan out. Operations that have begun are seen through where the calling task is cancelled.
  /// - Parameters:
  ///   - starting: called when the first member is about to start.
  ///   - doing: called before every operation, with what it does.
  func create(starting: @Sendable () -> Void, doing: @escaping @Sendable (String) -> Void) async throws

  /// All that a member writes, from its first line; nil where it was never started.
  func output(of member: Member) async throws -> MemberOutput?

  /// Waits for a member's end.
  /// - Returns: nil where it was never started.
  func end(of member: Member) async throws -> MemberExit?

  /// Lets a member run again that has ended, as it was made; where the target starts it by itself, this waits for that.
  /// Its ``output(of:)`` and ``end(of:)`` are those of the new start then.
  /// - Throws: ``DreyModel/Failure`` where somebody is removing the cluster.
  func restart(_ member: Member) async throws

  /// Ends a member; one that has ended meanwhile is none to end.
  func kill(_ member: Member) async throws
}

/// How a member ended.
public struct MemberExit: Sendable, Equatable {
  public var code: Int
  /// Whether a process of it was killed for want of memory, as far as the target knows.
  public var isOutOfMemory = false
}
