import DreyModel
import JarFile

/// Classes of a newer Java than the cluster's are refused when they are loaded, so here too.
enum JavaReleaseCheck {
  static func findings(_ jar: JarContents, javaRelease: Int) throws(Failure) -> [JarFinding] {
    var newest: (name: String, release: Int)?
    for entry in jar.classes {
      let header = try jar.content(of: entry, limit: ClassFile.headerSize)
      guard let release = ClassFile.javaRelease(header: header), release > newest?.release ?? javaRelease else {
        continue
      }
      newest = (entry.name, release)
    }
    guard let newest else { return [] }
    let message = "the class \(newest.name.asJavaName) is compiled for Java \(newest.release), "
    return [
      JarFinding(
        .error, message + "but the image runs Java \(javaRelease).",
        advice: "Compile with --release \(javaRelease), or choose an image with Java \(newest.release).")
    ]
  }
}
