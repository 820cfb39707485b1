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
  /// When the cluster was created, in seconds since 1970.
  public static let created = "dev.drey.created"
  /// From when on anybody may remove the cluster, in seconds since 1970; absent: never.
  public static let expires = "dev.drey.expires"
  /// The process that answers for the cluster (``ClientIdentity/text``); absent: none does.
  public static let client = "dev.drey.client"
  /// `true` where the cluster may stay once its work has ended.
  public static let mayStay = "dev.drey.may-stay"
  /// On a JobManager: the ``ClusterSpec`` that the cluster was made from, as JSON.
  public static let spec = "dev.drey.spec"
  /// On a TaskManager: how many slots it offers.
  public static let slots = "dev.drey.slots"
  /// On an image: the version of the container contract it honours.
  public static let contract = ContainerContract.imageLabel
  /// On an image: the SHA-256 of what it was built from.
  public static let content = "dev.drey.content"
  /// On an application image: the application's name.
  public static let application = "dev.drey.application"
  /// On an image with Apache Flink, and those built from it: Flink's version.
  public static let flinkVersion = "dev.drey.flink.version"
  /// On an image with Apache Flink, and those built from it: the release of its Java, such as `17`.
  public static let javaRelease = "dev.drey.java.release"
}
