import DreyModel

/// Every `dev.drey.*` label there is. On an engine the labels are the record of what belongs to whom.
public enum Label {
  /// The cluster's name.
  public static let cluster = "dev.drey.cluster"
  /// The mode's name.
  public static let mode = "dev.drey.mode"
  /// The member's role: `jobmanager` or `taskmanager`.
  public static let role = "dev.drey.role"
  /// The member's name within the cluster.
  public static let member = "dev.drey.member"
  /// One run of one client; what a run made is found and removed by it.
  public static let run = "dev.drey.run"
  /// On an image: the version of the container contract it honours.
  public static let contract = ContainerContract.imageLabel
  /// On an image: the SHA-256 of what it was built from.
  public static let content = "dev.drey.content"
  /// On an application image: the application's name.
  public static let application = "dev.drey.application"
}
