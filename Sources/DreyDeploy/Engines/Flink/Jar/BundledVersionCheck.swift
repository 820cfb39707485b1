import DreyModel
import JarFile

/// Libraries in the JAR that are made for another Flink, or another Scala, as Maven's files in `META-INF/maven` tell.
enum BundledVersionCheck {
  private struct Artifact {
    var group: String
    var name: String
    var properties: String
  }

  /// The Scala that Flink's own Scala classes are compiled with.
  private static let scala = "2.12"

  static func findings(_ jar: JarContents, flink: FlinkRelease) throws(Failure) -> [JarFinding] {
    let artifacts = jar.archive.entries.compactMap { artifact($0.name) }
    var findings: [JarFinding] = []
    for artifact in artifacts {
      guard let version = try jar.property("version", in: artifact.properties) else { continue }
      if let finding = flinkClash(artifact, version, flink) { findings.append(finding) }
    }
    if let finding = try scalaClash(jar, artifacts) { findings.append(finding) }
    return findings
  }

  /// `META-INF/maven/GROUP/NAME/pom.properties`.
  private static func artifact(_ entry: String) -> Artifact? {
    guard entry.hasPrefix("META-INF/maven/"), entry.hasSuffix("/pom.properties") else { return nil }
    let parts = entry.split(separator: "/")
    guard parts.count == 5 else { return nil }
    return Artifact(group: String(parts[2]), name: String(parts[3]), properties: entry)
  }

  /// flink-shaded has versions of its own, which say nothing of Flink's.
  private static func flinkClash(_ artifact: Artifact, _ version: String, _ flink: FlinkRelease) -> JarFinding? {
    guard artifact.group == "org.apache.flink", !artifact.name.hasPrefix("flink-shaded"),
      let release = FlinkRelease(artifactVersion: version), release != flink
    else { return nil }
    return JarFinding(
      release.major == flink.major ? .warning : .error,
      "it bundles \(artifact.name) \(version), which is made for Flink \(release); the cluster runs \(flink).",
      advice: "Use a release of \(artifact.name) for Flink \(flink).")
  }

  private static func scalaClash(_ jar: JarContents, _ artifacts: [Artifact]) throws(Failure) -> JarFinding? {
    guard let (what, version) = try otherScala(jar, artifacts) else { return nil }
    return JarFinding(
      .warning, "it bundles \(what), of Scala \(version); Flink's own Scala classes are of Scala \(scala).",
      advice: "Build with Scala \(scala), or keep Scala's types out of what is passed to Flink.")
  }

  private static func otherScala(_ jar: JarContents, _ artifacts: [Artifact]) throws(Failure) -> (String, String)? {
    // Scala's library has this file at its root; other libraries may have one of the same name without that key.
    if let version = try jar.property("version.number", in: "library.properties"), version.hasPrefix("2."),
      !version.hasPrefix(scala + ".")
    {
      return ("Scala's library \(version)", version.split(separator: ".").prefix(2).joined(separator: "."))
    }
    for artifact in artifacts where artifact.name.hasPrefix("flink-") {
      guard let suffix = artifact.name.split(separator: "_").last, ["2.11", "2.13"].contains(suffix) else { continue }
      return (artifact.name, String(suffix))
    }
    return nil
  }
}
