public import DreyModel

/// Runs the jobs that `execute` is called for, or sees to it that others do; one implementation per ``ProcessRole``.
public protocol JobExecutor: Sendable {
  /// Whether `main()` ran before, and runs again only to rebuild a job in this process.
  var isWorker: Bool { get }

  /// Returns the value that an earlier run of `main()` made part of its jobs, as JSON; nil: this run is to make it.
  /// - Throws: ``Failure`` if there has to be one and is not, or nobody can be asked.
  func value(named name: String) throws(Failure) -> String?

  /// Returns the names that the operators of the job have where `main()` ran first, by their ids.
  /// - Parameter executionIndex: how many jobs this `main()` started before.
  func names(executionIndex: Int) -> [Int: String]

  /// Starts a job.
  /// - Parameter executionIndex: how many jobs this `main()` started before.
  /// - Throws: ``Failure`` where the job cannot be started.
  func submit(_ program: JobProgram, executionIndex: Int) throws -> JobClient

  /// Says what may not be as it was meant, before a job is submitted.
  func warn(_ text: String)

  /// Ends the process, as is right for its role, after `main()` returned or threw.
  /// - Parameter failure: why `main()` threw, or nil.
  func mainEnded(_ failure: Failure?) -> Never
}

// Where `main()` runs for the first time.
extension JobExecutor {
  /// False.
  public var isWorker: Bool { false }

  /// Nil.
  public func value(named name: String) throws(Failure) -> String? { nil }

  /// None.
  public func names(executionIndex: Int) -> [Int: String] { [:] }

  /// Writes it to standard error.
  public func warn(_ text: String) {
    Array("warning: \(text)\n".utf8).withUnsafeBytes { try? StandardOutput.writeFully($0, to: 2) }
  }
}
