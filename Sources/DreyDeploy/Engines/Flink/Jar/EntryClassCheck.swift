import DreyModel
import JarFile

/// Finds the class whose `main` is the job.
struct EntryClassCheck {
  let jar: JarContents

  /// The entry class, given or out of the manifest, and what is wrong with it, if anything is.
  func resolve(_ given: String?) throws(Failure) -> (name: String, finding: JarFinding?) {
    let manifest = JarManifest(try jar.text(named: "META-INF/MANIFEST.MF") ?? "")
    guard let name = given ?? manifest.mainClass else {
      let message = "no entry class was given, and the manifest names no Main-Class."
      return ("", JarFinding(.error, message, advice: try advice(wanted: nil)))
    }
    let path = String(name.map { $0 == "." ? "/" : $0 })
    guard jar.archive.entry(named: path + ".class") != nil else {
      let message = "the entry class \(name) is not in the JAR."
      return (name, JarFinding(.error, message, advice: try advice(wanted: name)))
    }
    guard try hasMain(path) else {
      let message = "the entry class \(name) has no public static void main(String[])."
      return (name, JarFinding(.error, message, advice: try advice(wanted: name)))
    }
    return (name, nil)
  }

  /// Whether a class or one that it inherits from has a `main`, as far as they are in the JAR.
  private func hasMain(_ name: String) throws(Failure) -> Bool {
    var next: String? = name
    var seen: Set<String> = []
    while let name = next, seen.insert(name).inserted, let file = try jar.classFile(named: name) {
      if file.hasMain { return true }
      next = file.superclass
    }
    return false
  }

  private func advice(wanted: String?) throws(Failure) -> String {
    let candidates = try candidates(wanted: wanted)
    guard !candidates.isEmpty else { return "No class in it has a main(String[]); is it the JAR of a job?" }
    return "Classes with a main(String[]): \(candidates.prefix(5).joined(separator: ", "))."
  }

  /// Names of classes with a `main`, the nearest to `wanted` first, out of as many as can be read at once.
  private func candidates(wanted: String?) throws(Failure) -> [String] {
    var found: [String] = []
    for entry in ClassBudget.choose(jar, nearest: wanted) where try jar.classFile(entry)?.hasMain == true {
      found.append(entry.name.asJavaName)
    }
    guard let wanted else { return found.sorted() }
    let distances = found.map { (name: $0, distance: SimilarWord.distance(Self.simple(wanted), Self.simple($0))) }
    return distances.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.map(\.name)
  }

  /// The name without its package.
  private static func simple(_ name: String) -> String {
    name.lastIndex(of: ".").map { String(name[name.index(after: $0)...]) } ?? name
  }
}
