import DreyModel

/// What has to be right with a JAR before anything is made for it.
struct JarCheck: Sendable {
  let observer: any RunObserver

  /// - Parameters:
  ///   - javaRelease: of the JVM that is to run it; nil: not known.
  ///   - flinkVersion: of the cluster.
  /// - Returns: the class whose `main()` is to run.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` with all that is wrong.
  func entryClass(
    of path: String, _ selection: JarSelection, javaRelease: Int?, flinkVersion: String
  ) throws(Failure) -> String {
    let (entryClass, findings) = try JarPreflight.examine(
      jar: path, entryClass: selection.entryClass, javaRelease: javaRelease ?? Self.usualRelease,
      flinkVersion: flinkVersion)
    if let failure = JarPreflight.failure(of: findings, jar: path) { throw failure }
    for finding in findings { observer.progress(.build, "warning: \(finding.message) \(finding.advice)") }
    return entryClass
  }

  /// Of the JVM in Flink's own images.
  private static let usualRelease = 17
}
