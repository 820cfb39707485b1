import JarFile

/// Classes of Flink itself in a job's JAR, where a dependency should have been `provided`.
///
/// Flink loads its own classes from the cluster (`classloader.parent-first-patterns.default`), so that such a job runs
/// unless it relies on what differs between the two.
enum BundledFlinkCheck {
  /// What flink-dist holds and no library that a job may bring.
  private static let core = [
    "streaming/api/", "runtime/", "api/common/", "api/java/", "api/dag/", "core/",
  ]
  /// Of libraries that jobs bring: Flink's Scala API and its Hadoop compatibility.
  private static let libraries = ["streaming/api/scala/", "api/java/hadoop/", "api/java/typeutils/Writable"]

  /// Whether an entry is a class of Flink's core.
  static func isCore(_ name: String) -> Bool {
    let prefix = "org/apache/flink/"
    guard name.hasPrefix(prefix), name.hasSuffix(".class") else { return false }
    let rest = name.dropFirst(prefix.count)
    return core.contains { rest.hasPrefix($0) } && !libraries.contains { rest.hasPrefix($0) }
  }

  static func findings(_ jar: JarContents) -> [JarFinding] {
    let bundled = jar.classes.filter { isCore($0.name) }
    guard let first = bundled.first else { return [] }
    let others = bundled.count == 1 ? "" : " and \(bundled.count - 1) more classes of Flink itself"
    return [
      JarFinding(
        .warning, "it bundles \(first.name.asJavaName)\(others); the cluster's own are used instead.",
        advice: "Give Flink's own dependencies the scope provided (Maven) or compileOnly (Gradle); "
          + "connectors and formats stay bundled.")
    ]
  }
}
