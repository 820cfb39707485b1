public import DreyModel

/// What differs between the ways to deploy. A mode is one file.
public protocol DeploymentMode: Sendable {
  /// The name users and labels know it by.
  static var name: String { get }

  /// The cluster for a spec that has been validated.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where the engine cannot do what the mode needs.
  func layout(of spec: ClusterSpec, images: ClusterImages) throws(Failure) -> ClusterLayout
}

/// What a cluster's members run from: tags of images, or paths of executables.
public struct ClusterImages: Sendable, Equatable {
  public var jobManager: String
  public var taskManager: String
  /// Path of the application, where the JobManager's image does not hold it.
  public var application: String?
  /// The class whose `main()` is the application's, where the images hold a JAR.
  public var entryClass: String?
  public var savepoint: SavepointRestore?
  /// References of the images that a dry run found missing, in the order in which they would be built.
  public var missing: [String] = []

  public init(jobManager: String, taskManager: String, application: String? = nil) {
    self.jobManager = jobManager
    self.taskManager = taskManager
    self.application = application
  }
}
