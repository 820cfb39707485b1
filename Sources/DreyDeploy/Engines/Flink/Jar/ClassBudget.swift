import JarFile

/// Which classes of a JAR are unpacked as a whole: a few hundred megabytes of libraries would take seconds.
enum ClassBudget {
  /// Bytes, unpacked.
  static let bytes = 16 << 20

  /// Classes up to the budget: first the job's own, those in the packages around the class `nearest` (with dots), then
  /// Flink's connectors, then the rest in the archive's order. Flink's core is left out, since that is refused anyway.
  static func choose(_ jar: JarContents, nearest: String?) -> [JarEntry] {
    let own = nearest.map { $0.split(separator: ".").dropLast().prefix(2).joined(separator: "/") + "/" } ?? "/"
    var groups: [[JarEntry]] = [[], [], []]
    for entry in jar.classes where !BundledFlinkCheck.isCore(entry.name) {
      groups[entry.name.hasPrefix(own) ? 0 : entry.name.hasPrefix("org/apache/flink/") ? 1 : 2].append(entry)
    }
    var left = bytes
    return groups.joined().prefix { entry in
      left -= min(entry.size, left)
      return left > 0
    }
  }
}
