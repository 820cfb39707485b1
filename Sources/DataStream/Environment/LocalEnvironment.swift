public import DreyModel
import TaskRuntime

extension StreamExecutionEnvironment {
  /// An environment whose jobs run in this process, whatever it is part of: for tests of a job, and for measuring it.
  ///
  /// ```swift
  /// let env = try StreamExecutionEnvironment.createLocalEnvironment(parallelism: 2)
  /// env.fromCollection(["b", "a", "b"]).keyBy { $0 }.count().writeText(path)
  /// try await env.execute("a test")
  /// ```
  /// An application does not need one: its `main` is handed the environment of the cluster it runs in.
  /// - Parameters:
  ///   - parallelism: that of operators that do not set their own.
  ///   - arguments: what the job finds in ``arguments``.
  /// - Throws: ``DreyModel/Failure`` where the parallelism is less than 1.
  public static func createLocalEnvironment(
    parallelism: Int = 1, arguments: [String] = []
  ) throws(Failure) -> StreamExecutionEnvironment {
    let process = ApplicationProcess(arguments: arguments, defaultParallelism: "\(parallelism)")
    return try StreamExecutionEnvironment(executor: LocalExecutor(), process: process)
  }
}
