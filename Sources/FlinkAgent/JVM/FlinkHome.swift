import ChildProcess
import DreyModel
import FoundationEssentials
import Glibc

/// An unpacked Flink and the Java runtime beside it.
struct FlinkHome: Sendable, Equatable {
  /// `/opt/flink`.
  let path: String
  /// The executable `java`.
  let java: String

  /// - Throws: ``Failure`` of the domain `usage` where the image has no `java`.
  init(path: String, environment: [String: String]) throws(Failure) {
    self.path = path
    let name = environment["JAVA_HOME"].map { "\($0)/bin/java" } ?? "java"
    do { java = try ExecutableLookup.find(name) } catch {
      throw Failure(
        .usage, "the image has no Java runtime: \(error)",
        advice: "Set JAVA_HOME in it, or put java on its PATH; Flink needs Java 11 or 17.")
    }
  }

  var libraries: String { "\(path)/lib" }
  var userLibraries: String { "\(path)/usrlib" }

  /// `keytool`, which lies beside `java`.
  var keytool: String { java.hasSuffix("/java") ? "\(java.dropLast(4))keytool" : "keytool" }

  /// - Throws: ``Failure`` of the domain `usage` where there is no Flink.
  func classPath() throws(Failure) -> String {
    let jars = Self.jars(in: libraries)
    guard jars.contains(where: { $0.contains("flink-dist") }) else {
      throw Failure(
        .usage, "there is no Flink in '\(libraries)'", advice: "Build the image on one that has Flink in \(path).")
    }
    return jars.joined(separator: ":")
  }

  /// The JARs of the application.
  var userJars: [String] { Self.jars(in: userLibraries) }

  /// The SQL script or Python job that is the application; nil where that is a JAR.
  var userScript: String? { Self.files(in: userLibraries, ending: [".sql", ".py"]).first }

  /// The text of the image's own `config.yaml`; nil if it has none.
  var configuration: String? {
    FileManager.default.contents(atPath: "\(path)/conf/config.yaml").map { String(decoding: $0, as: UTF8.self) }
  }

  /// What Flink runs Python jobs with; nil where the image has none.
  var pythonLibrary: String? { Self.jars(in: "\(path)/opt").first { $0.contains("flink-python") } }

  private static func jars(in folder: String) -> [String] { files(in: folder, ending: [".jar"]) }

  private static func files(in folder: String, ending suffixes: [String]) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if suffixes.contains(where: name.hasSuffix) { names.append("\(folder)/\(name)") }
    }
    return names.sorted()
  }
}
