public import DreyModel

/// The steps of a run, in their order. Their durations are what a run costs.
public enum RunPhase: String, Sendable, CaseIterable {
  /// The application is found, and built if it is a package.
  case build
  /// The images are there.
  case images
  /// Networks, volumes and containers are made.
  case create
  /// Containers are started.
  case start
  /// The application runs.
  case run
  /// All that was made is removed.
  case remove
}

/// Sees what happens in a run as it happens. Calls come from several tasks at once.
public protocol RunObserver: Sendable {
  /// A phase began, or something worth a line happened in it.
  func progress(_ phase: RunPhase, _ text: String)
  /// A detail, for those who asked for more.
  func detail(_ phase: RunPhase, _ text: String)
  /// A member reported something.
  func event(_ event: ClusterEvent, from member: String)
  /// Whole lines that jobs or the application's `main()` printed. Returns when they are written.
  /// - Throws: where they cannot be written any more; the run ends then.
  func records(_ bytes: [UInt8]) async throws
}
