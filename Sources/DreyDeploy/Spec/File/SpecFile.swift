public import DreyModel
import FoundationEssentials

/// A cluster and its application as a YAML file describes them; `docs/spec.md` has the format.
public struct SpecFile: Sendable, Equatable {
  /// The only value of `apiVersion`.
  public static let apiVersion = "drey.dev/v1"

  /// The mode's name.
  public var mode: String
  /// The cluster; of an application that runs in a session no more than arguments and parallelism.
  public var cluster: ClusterSpec
  /// nil: the file describes a session, which clients bring their applications to.
  public var application: ApplicationSource?
  public var product: String?
  /// What of a JAR is to run.
  public var selection: JarSelection
  /// The session that the application runs in.
  public var session: String?
  public var lifetime: SpecLifetime
  /// Whether the file says what the cluster is called; else its name is made up.
  public var isNamed: Bool
  /// Whether the file says what parallelism jobs have.
  public var hasParallelism: Bool

  /// Reads and checks a file; paths in it are relative to its folder.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` that names file, line, column and key.
  public init(path: String) throws(Failure) {
    let place = try HostPath.absolute(path)
    guard let data = FileManager.default.contents(atPath: place) else {
      throw Failure(.usage, "\(path) cannot be read", advice: "Give the path of a spec file.")
    }
    let folder = String(place[..<(place.lastIndex(of: "/") ?? place.startIndex)])
    try self.init(yaml: try SpecText.decode(data, of: path), file: path, folder: folder.isEmpty ? "/" : folder)
  }

  init(yaml: String, file: String, folder: String) throws(Failure) {
    let root = try SpecNode(yaml: yaml, file: file)
    let fields = try root.fields(SpecKeys.root)
    guard let version = fields["apiVersion"] else { throw root.refuse("apiVersion: \(Self.apiVersion) is missing") }
    guard try version.text() == Self.apiVersion else { throw version.refuse("only \(Self.apiVersion) is known") }
    mode = try fields["mode"].map(Self.mode) ?? ApplicationMode.name
    try Self.checkParts(fields, of: mode, root)
    try Self.checkEngine(fields)
    let application = try fields["application"].map { node throws(Failure) in try SpecApplication(node, folder: folder)
    }
    self.application = application?.source
    product = application?.product
    selection = application?.selection ?? JarSelection()
    session = try fields["session"]?.text()
    lifetime = try SpecLifetime(fields["lifetime"])
    isNamed = fields["name"] != nil
    hasParallelism = fields["parallelism"] != nil
    let hint = application?.source.hint ?? mode
    cluster = ClusterSpec(
      name: try fields["name"].map { node throws(Failure) in
        let text = try node.text()
        return try node.placed { () throws(Failure) in try ClusterName(text) }
      } ?? .random(hint: hint))
    cluster.arguments = application?.arguments ?? []
    try cluster.read(fields, folder: folder)
    if mode == SessionMode.name, !hasParallelism { cluster.parallelism = 1 }
    // A session has slots of its own.
    if session == nil {
      try root.check(cluster)
    } else if let violation = cluster.parallelismViolation, let node = fields["parallelism"] {
      throw node.refuse(violation.failure.message)
    }
  }

  /// An application has a cluster of its own, or runs in a session; a session has no application.
  private static func checkParts(
    _ fields: [String: SpecNode], of mode: String, _ root: SpecNode
  ) throws(Failure) {
    guard mode == SessionMode.name else {
      if let node = fields["session"] { throw node.refuse("goes with mode: \(SessionMode.name)") }
      guard fields["application"] != nil else { throw root.refuse("the key 'application' is missing") }
      return
    }
    switch (fields["application"], fields["session"]) {
    case (nil, nil):
      guard fields["name"] != nil else { throw root.refuse("the key 'name' is missing: what the session is called") }
    case (nil, let session?): throw session.refuse("the key 'application' is missing: what runs in the session")
    case (let application?, nil):
      throw application.refuse("the key 'session' is missing: the name of the session it runs in")
    case (_?, _?):
      if let key = SpecKeys.cluster.first(where: { fields[$0] != nil }), let node = fields[key] {
        throw node.refuse("is the session's to say; this file describes what runs in one")
      }
    }
  }

  /// Checks that an application's keys fit its engine. The engine of a session is not known yet, so it is not checked.
  private static func checkEngine(_ fields: [String: SpecNode]) throws(Failure) {
    guard fields["session"] == nil, let application = try fields["application"]?.fields(SpecKeys.application) else {
      return
    }
    let engine = try fields["engine"].map { node throws(Failure) in try ClusterEngine(node) } ?? ClusterEngine()
    if let entry = application["entryClass"], !engine.isFlink {
      throw entry.refuse("goes with engine: flink, for a JAR")
    }
    if let product = application["product"], engine.isFlink {
      throw product.refuse("is one of a SwiftPM package", advice: "Name a JAR's class: entryClass")
    }
  }

  private static func mode(_ node: SpecNode) throws(Failure) -> String {
    let name = try node.text()
    guard modes.contains(name) else {
      throw node.refuse("unknown mode '\(name)'", advice: "Known: \(modes.joined(separator: ", ")).")
    }
    return name
  }

  static let modes = [ApplicationMode.name, JobMode.name, SessionMode.name]
}

/// The part `application` of a spec file.
private struct SpecApplication {
  var source: ApplicationSource
  var product: String?
  var selection = JarSelection()
  var arguments: [String] = []

  init(_ node: SpecNode, folder: String) throws(Failure) {
    let fields = try node.fields(SpecKeys.application)
    guard let source = fields["source"] else { throw node.refuse("the key 'source' is missing") }
    let text = try source.text()
    self.source = try source.placed { () throws(Failure) in try ApplicationSource(text, relativeTo: folder) }
    product = try fields["product"]?.text()
    selection.entryClass = try fields["entryClass"]?.text()
    let allows = try fields["allowNonRestoredState"]?.boolean()
    if let node = fields["fromSavepoint"] {
      let text = try node.text()
      selection.savepoint = try node.placed { () throws(Failure) in
        try SavepointRestore(named: text, relativeTo: folder, allowsNonRestoredState: allows ?? false)
      }
    } else if allows != nil {
      throw node.refuse("allowNonRestoredState goes with fromSavepoint")
    }
    for argument in try fields["arguments"]?.elements() ?? [] { arguments.append(try argument.word()) }
  }
}
