import DreyModel

/// Where the jobs of a cluster that ends with its work come from.
protocol JobSource: Sendable {
  /// Submits its jobs and waits for their ends; the cluster ends after that.
  ///
  /// Where the calling task is cancelled, the jobs have been ended already and whatever else it waits for is to be ended.
  func run() async -> ApplicationResult
}
