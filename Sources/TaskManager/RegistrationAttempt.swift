import DreyModel

/// What came of one connection to the JobManager.
enum RegistrationAttempt: Sendable {
  /// The TaskManager was not registered, but may be later.
  case notYet(reason: String)
  /// It was registered, and the JobManager is gone; another one may come.
  case lost(reason: String)
  /// The TaskManager's work is over: nil as it should be, otherwise why.
  case over(Failure?)
}
