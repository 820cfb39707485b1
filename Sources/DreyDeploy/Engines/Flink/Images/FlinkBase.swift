import DockerEngine
import DreyModel

/// An image with Apache Flink in it, checked before anything is built on it.
struct FlinkBase: Sendable {
  var reference: String
  var details: ImageDetails
  var facts: FlinkFacts

  init(_ reference: String, _ details: ImageDetails) {
    self.reference = reference
    self.details = details
    facts = FlinkFacts(details)
  }

  /// - Parameter wanted: the version that was asked for.
  /// - Returns: the version that is in it.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage`: another version, an unknown one, or a Java that cannot run it.
  func check(version wanted: String?) throws(Failure) -> String {
    guard let version = facts.version ?? wanted else {
      throw Failure(
        .usage, "image \(reference) does not say which version of Apache Flink it holds",
        advice: "Give the version, or a label: \(Label.flinkVersion).")
    }
    if let wanted, wanted != version {
      throw Failure(
        .usage, "image \(reference) holds Apache Flink \(version), not \(wanted)",
        advice: "Give another image, or leave out the version.")
    }
    try checkJava(for: version)
    return version
  }

  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where the engine could not run it.
  func check(architecture wanted: String) throws(Failure) {
    guard !details.architecture.isEmpty, details.architecture != wanted else { return }
    throw Failure(
      .usage, "image \(reference) is made for \(details.architecture), but the engine runs \(wanted)",
      advice: "Build one with: drey image build flink")
  }

  /// Flink 2 runs on Java 11 and newer, Flink 1 on 8 and newer.
  private func checkJava(for version: String) throws(Failure) {
    let least = version.hasPrefix("1.") ? 8 : 11
    guard let release = facts.javaRelease, release < least else { return }
    throw Failure(
      .usage, "image \(reference) holds Java \(release), but Apache Flink \(version) needs \(least) or newer",
      advice: "Build one with: drey image build flink --flink-version \(version)")
  }
}
