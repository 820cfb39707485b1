import DreyModel
import Glibc

/// The archives of loaded classes that the image was built with (the JVM's class data sharing): a member that has one
/// starts about a third sooner. A JVM that they do not fit starts without.
enum SharedClasses {
  /// Where `images/flink-member/share-classes` puts them.
  static let folder = "/opt/drey/shared-classes"

  static func options(_ verb: ContainerContract.Verb, folder: String = Self.folder) -> [String] {
    let name = verb == .taskManager ? "taskmanager" : "jobmanager"
    let path = "\(folder)/\(name).jsa"
    return access(path, R_OK) == 0 ? ["-XX:SharedArchiveFile=\(path)"] : []
  }
}
