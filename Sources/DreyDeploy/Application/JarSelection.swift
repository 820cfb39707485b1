import DreyModel

/// What of a JAR is to run, and from which state.
public struct JarSelection: Sendable, Equatable {
  /// The class whose `main()` it is; nil: what the JAR's manifest says.
  public var entryClass: String?
  public var savepoint: SavepointRestore?

  public init(entryClass: String? = nil, savepoint: SavepointRestore? = nil) {
    self.entryClass = entryClass
    self.savepoint = savepoint
  }

  var isEmpty: Bool { entryClass == nil && savepoint == nil }
}

extension ApplicationSource {
  public var isJar: Bool {
    if case .jar = self { return true }
    return false
  }

  /// Refuses what an engine cannot run.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` that says which engine can.
  func check(on engine: ClusterEngine, _ selection: JarSelection, product: String?) throws(Failure) {
    switch (self, engine.kind) {
    case (.jar(let path), .drey):
      throw Failure(
        .usage, "\(path) is a JAR, which drey's own runtime cannot run",
        advice: "Use Apache Flink: --engine flink, or engine: flink in a spec file.")
    case (.package(let path), .flink), (.executable(let path), .flink):
      throw Failure(
        .usage, "\(path) is no JAR, and Apache Flink runs nothing else",
        advice: "Give a file whose name ends in .jar, or use drey's own runtime: --engine drey.")
    case (.jar, .flink), (.image, .flink):
      guard product == nil else {
        throw Failure(.usage, "a product is one of a SwiftPM package", advice: "Name a JAR's class: --entry-class")
      }
    case (_, .drey):
      guard selection.isEmpty else {
        throw Failure(.usage, "an entry class and a savepoint are for JARs", advice: "They go with --engine flink.")
      }
    }
  }
}
