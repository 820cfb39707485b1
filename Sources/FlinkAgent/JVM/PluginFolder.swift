import ControlPlane
import DreyModel
import Glibc

/// Flink's plugins, with those that an image enables by `ENABLE_BUILT_IN_PLUGINS`: names of JARs in `opt`, separated by
/// semicolons, as the entrypoint of Flink's official image takes them.
struct PluginFolder: Sendable {
  static let variable = "ENABLE_BUILT_IN_PLUGINS"

  let home: FlinkHome
  /// Where the folder is made if plugins are enabled: the image's own cannot be written to.
  let scratch: String

  /// - Returns: the folder that `FLINK_PLUGINS_DIR` names.
  /// - Throws: ``Failure`` of the domain `usage` that names a plugin which the image lacks.
  func prepare(_ environment: [String: String]) throws(Failure) -> String {
    let own = "\(home.path)/plugins"
    let names = (environment[Self.variable] ?? "").split(separator: ";").map {
      String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }.filter { !$0.isEmpty }
    guard !names.isEmpty else { return own }
    let folder = "\(scratch)/plugins"
    try Folder.make(folder)
    for name in Self.names(in: own) { try Self.link("\(own)/\(name)", "\(folder)/\(name)") }
    for name in names { try enable(name, in: folder) }
    return folder
  }

  private func enable(_ name: String, in folder: String) throws(Failure) {
    let jar = "\(home.path)/opt/\(name)"
    guard !name.contains("/"), access(jar, R_OK) == 0 else {
      throw Failure(
        .usage, "\(Self.variable) names '\(name)', which is not in \(home.path)/opt of the image",
        advice: "Give the file name of a JAR there, or build an image that has it.")
    }
    let plugin = "\(folder)/\(name.hasSuffix(".jar") ? String(name.dropLast(4)) : name)"
    guard access(plugin, F_OK) != 0 else { return }
    try Folder.make(plugin)
    try Self.link(jar, "\(plugin)/\(name)")
  }

  private static func link(_ target: String, _ path: String) throws(Failure) {
    guard symlink(target, path) == 0 || errno == EEXIST else {
      throw Failure(.infrastructure, "cannot link '\(path)': \(String(cString: strerror(errno)))")
    }
  }

  private static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }
}
