import DreyModel
import JarFile

/// Finds classes that use what the cluster's Flink has no more. The job fails if it comes to that code, and not before.
enum RemovedClassCheck {
  static func findings(_ jar: JarContents, flink: FlinkRelease, entryClass: String?) throws(Failure) -> [JarFinding] {
    var missing = RemovedClass.missing(in: flink)
    var findings: [JarFinding] = []
    guard !missing.isEmpty else { return findings }
    for entry in ClassBudget.choose(jar, nearest: entryClass) {
      guard let file = try jar.classFile(entry) else { continue }
      for reference in file.references {
        guard let place = missing.firstIndex(where: { $0.covers(reference) }),
          jar.archive.entry(named: reference + ".class") == nil
        else { continue }
        // One class that uses it is enough to say.
        findings.append(finding(file.name, reference, missing.remove(at: place), flink))
      }
    }
    return findings
  }

  private static func finding(
    _ user: String, _ used: String, _ removed: RemovedClass, _ flink: FlinkRelease
  )
    -> JarFinding
  {
    JarFinding(
      .warning, "the class \(user.asJavaName) uses \(used.asJavaName), which Flink \(flink) does not have.",
      advice: removed.advice)
  }
}
