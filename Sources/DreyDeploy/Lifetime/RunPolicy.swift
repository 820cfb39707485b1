import DreyModel

/// What stays of a run, and for how long.
public struct RunPolicy: Sendable, Equatable {
  /// What becomes of a cluster whose work has ended.
  public enum Retention: String, Sendable, CaseIterable {
    case delete
    /// It is stopped, and stays until somebody deletes it.
    case keep
  }

  public var onSuccess: Retention
  public var onFailure: Retention
  /// How long after its creation anybody may remove the cluster; nil: see ``lifetime(at:client:timeout:)``.
  public var timeToLive: Duration?
  public var postMortem: PostMortemPlace
  /// nil: whatever outlives the cluster, if anything does.
  public var onInterrupt: OnInterrupt?

  public init(
    onSuccess: Retention = .delete, onFailure: Retention = .delete, timeToLive: Duration? = nil,
    postMortem: PostMortemPlace = .none, onInterrupt: OnInterrupt? = nil
  ) {
    self.onSuccess = onSuccess
    self.onFailure = onFailure
    self.timeToLive = timeToLive
    self.postMortem = postMortem
    self.onInterrupt = onInterrupt
  }

  /// Whether the cluster of a run that ended so stays. One that was interrupted never does: nobody waits for it any more,
  /// and a client that is killed leaves nothing either.
  public func keeps(_ outcome: RunOutcome) -> Bool {
    switch outcome.exitCode {
    case .finished: onSuccess == .keep
    case .interrupted: false
    case .jobFailed, .usage, .infrastructure, .timedOut, .cancelled: onFailure == .keep
    }
  }

  /// How long a run is given that says nothing of it: seven days.
  public static let defaultTimeToLive: Duration = .seconds(7 * 86_400)
  /// What a run with a time limit is given beyond it.
  static let margin: Duration = .seconds(3600)

  /// What the cluster's labels say of its life. Without a time to live, what may be kept never expires, and anything
  /// else expires an hour after its time limit, or after ``defaultTimeToLive``.
  /// - Parameters:
  ///   - now: seconds since 1970.
  ///   - client: the process that answers for the cluster while its work goes on.
  ///   - timeout: the run's time limit.
  func lifetime(at now: Int, client: ClientIdentity?, timeout: Duration?) -> ClusterLifetime {
    let mayStay = onSuccess == .keep || onFailure == .keep
    let fallback = mayStay ? nil : timeout.map { $0 + Self.margin } ?? Self.defaultTimeToLive
    let expires = (timeToLive ?? fallback).map { now + Int($0.components.seconds) }
    return ClusterLifetime(created: now, expires: expires, client: client, mayStay: mayStay)
  }
}
