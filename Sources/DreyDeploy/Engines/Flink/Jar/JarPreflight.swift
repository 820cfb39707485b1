public import DreyModel
import JarFile

/// Looks into a job's JAR for what would make it fail on a cluster, before anything of the cluster is made.
public enum JarPreflight {
  /// - Parameters:
  ///   - jar: path of the JAR
  ///   - entryClass: the class whose `main` is the job, with dots; nil means the manifest's Main-Class
  ///   - javaRelease: of the image's runtime, such as 17
  ///   - flinkVersion: of the cluster, such as `2.3.0`
  /// - Returns: the entry class, empty where there is none, and what was found, errors first.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where the file is no JAR, or a damaged one.
  public static func examine(
    jar: String, entryClass: String?, javaRelease: Int = 17, flinkVersion: String
  )
    throws(Failure) -> (entryClass: String, findings: [JarFinding])
  {
    guard let flink = FlinkRelease(flinkVersion) else {
      throw Failure(.usage, "'\(flinkVersion)' is not a version of Flink", advice: "Give one such as 2.3.0.")
    }
    let file = try JarContents.open(jar)
    return try file.withBytes { bytes throws(Failure) in
      let contents = try JarContents(bytes, path: jar)
      let entry = try EntryClassCheck(jar: contents).resolve(entryClass)
      let own = entry.finding == nil ? entry.name : nil
      var findings = [entry.finding].compactMap(\.self)
      findings += try JavaReleaseCheck.findings(contents, javaRelease: javaRelease)
      findings += BundledFlinkCheck.findings(contents)
      findings += try BundledVersionCheck.findings(contents, flink: flink)
      findings += try RemovedClassCheck.findings(contents, flink: flink, entryClass: own)
      findings += LoggingCheck.findings(contents)
      let errors = findings.filter { $0.severity == .error }
      return (entry.name, errors + findings.filter { $0.severity == .warning })
    }
  }

  /// The refusal of a JAR with errors, with everything that was found; nil where there are warnings at most.
  public static func failure(of findings: [JarFinding], jar: String) -> Failure? {
    let errors = findings.filter { $0.severity == .error }
    guard let first = errors.first else { return nil }
    if findings.count == 1 { return Failure(.usage, "\(jar): \(first.message)", advice: first.advice) }
    let details = findings.map { "\($0.severity == .error ? "error" : "warning"): \($0.message) \($0.advice)" }
    return Failure(.usage, "\(jar) cannot run on this cluster", advice: first.advice, details: details)
  }
}
