import DreyModel

/// What of an application is to run, and from which state.
public struct JarSelection: Sendable, Equatable {
  /// Of a JAR: the class whose `main()` it is; nil: what its manifest says.
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

  /// Whether nothing but Apache Flink runs it, wherever it is named alone.
  var isForFlink: Bool {
    if case .script = self { return true }
    return isJar
  }

  /// Refuses a script: a client runs it, and that needs a session.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage`.
  func refuseScript(in mode: String) throws(Failure) {
    guard case .script(let path) = self else { return }
    throw Failure(
      .usage, "\(path) is a script, which runs in sessions only, not in \(mode) mode",
      advice: "drey session start NAME --engine flink, then: drey run \(path) --mode session --cluster NAME")
  }

  /// Refuses what an engine cannot run.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` that says which engine can.
  func check(on engine: ClusterEngine, _ selection: JarSelection, product: String?) throws(Failure) {
    switch (self, engine.kind) {
    case (.jar(let path), .drey):
      throw Failure(
        .usage, "\(path) is a JAR, which drey's own runtime cannot run",
        advice: "Use Apache Flink: --engine flink, or engine: flink in a spec file.")
    case (.script(let path), .drey):
      throw Failure(
        .usage, "\(path) is a script, which drey's own runtime cannot run",
        advice: "Run it in a session of Apache Flink: drey session start NAME --engine flink")
    case (.script(let path), .flink):
      guard selection.isEmpty, product == nil else {
        throw Failure(
          .usage, "an entry class, a savepoint and a product are none of a script's: \(path)",
          advice: "SET execution.state-recovery.path in a SQL script to begin with a savepoint.")
      }
    case (.package(let path), .flink), (.executable(let path), .flink):
      throw Failure(
        .usage, "\(path) is no JAR, and Apache Flink runs nothing else",
        advice: "Give a file whose name ends in .jar, or use drey's own runtime: --engine drey.")
    case (.jar, .flink), (.image, .flink):
      guard product == nil else {
        throw Failure(.usage, "a product is one of a SwiftPM package", advice: "Name a JAR's class: --entry-class")
      }
    case (_, .drey):
      guard selection.entryClass == nil else {
        throw Failure(.usage, "an entry class is for JARs", advice: "It goes with --engine flink.")
      }
    }
  }
}
