import ControlPlane
import DreyModel
import Glibc

/// Where a member's JVM finds its configuration and writes what it needs.
struct MemberFolder: Sendable, Equatable {
  let path: String

  init(scratch: String) { path = "\(scratch)/drey-flink" }

  var configuration: String { "\(path)/conf" }
  var logging: String { "\(configuration)/log4j.properties" }
  var security: String { "\(configuration)/java.security" }

  /// A name that has no address yet may have one a moment later, since members start at the same time; the JVM would
  /// remember for 10 s that it has none. The system property for it is overruled by the JDK's own file.
  private static let securityProperties = "networkaddress.cache.negative.ttl=0\n"

  /// Makes the folders and writes the configuration.
  /// - Throws: ``Failure`` of the domain `infrastructure` that names the file or folder.
  func prepare(_ flink: FlinkConfiguration) throws(Failure) {
    for folder in [configuration, "\(path)/tmp", "\(path)/blobs", "\(path)/upload"] { try Folder.make(folder) }
    try Self.write(flink.yaml, to: "\(configuration)/config.yaml")
    try Self.write(LoggingConfiguration.properties, to: logging)
    try Self.write(Self.securityProperties, to: security)
  }

  /// Writes a file for the JVM.
  /// - Returns: its path.
  func write(_ text: String, as name: String) throws(Failure) -> String {
    try Folder.make(path)
    try Self.write(text, to: "\(path)/\(name)")
    return "\(path)/\(name)"
  }

  private static func write(_ text: String, to path: String) throws(Failure) {
    guard let file = fopen(path, "we") else { throw refusal(path) }
    let bytes = Array(text.utf8)
    let isWritten = fwrite(bytes, 1, bytes.count, file) == bytes.count
    guard fclose(file) == 0, isWritten, chmod(path, 0o600) == 0 else { throw refusal(path) }
  }

  private static func refusal(_ path: String) -> Failure {
    Failure(
      .infrastructure, "cannot write '\(path)': \(String(cString: strerror(errno)))",
      advice: "Mount a tmpfs at \(ContainerContract.Path.scratch) that user \(ContainerContract.userID) may write to.")
  }
}
