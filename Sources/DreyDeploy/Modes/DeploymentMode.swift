/// What differs between the ways to deploy. A mode is one file.
public protocol DeploymentMode: Sendable {
  /// The name users and labels know it by.
  static var name: String { get }

  /// The cluster for a spec that has been validated.
  func layout(of spec: ClusterSpec, images: ClusterImages) -> ClusterLayout
}

/// The images a cluster's members run from, as tags.
public struct ClusterImages: Sendable, Equatable {
  public var jobManager: String
  public var taskManager: String

  public init(jobManager: String, taskManager: String) {
    self.jobManager = jobManager
    self.taskManager = taskManager
  }
}
