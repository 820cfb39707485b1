import DreyModel

/// Where a local cluster's files are: `NAME.RUN` below the state folder, so that no two runs ever share a path.
struct ClusterFolder: Sendable, Hashable {
  /// What a folder is called until it holds all that it must.
  private static let unfinished = (prefix: ".", suffix: ".new")

  let root: String
  let name: String
  let run: String
  /// Whether its making was cut short, or goes on.
  private(set) var isUnfinished = false

  init(name: ClusterName, run: String, in root: StateFolder) {
    self.root = root.path
    self.name = name.text
    self.run = run
  }

  /// Reads a folder's name; nil where no drey gives such a name.
  init?(parsing entry: String, in root: StateFolder) {
    let isUnfinished = entry.hasPrefix(Self.unfinished.prefix) && entry.hasSuffix(Self.unfinished.suffix)
    let plain = isUnfinished ? entry.dropFirst().dropLast(Self.unfinished.suffix.count) : entry[...]
    let parts = plain.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, (try? ClusterName(String(parts[0]))) != nil, !parts[1].isEmpty,
      parts[1].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) })
    else { return nil }
    self.root = root.path
    name = String(parts[0])
    run = String(parts[1])
    self.isUnfinished = isUnfinished
  }

  /// Reads a path, as processes carry it; nil where it is none of a cluster below `root`.
  init?(path: String, in root: StateFolder) {
    guard path.hasPrefix(root.path + "/") else { return nil }
    self.init(parsing: String(path.dropFirst(root.path.utf8.count + 1)), in: root)
  }

  /// That of a cluster which was found.
  init?(of cluster: ObservedCluster, in root: StateFolder) {
    self.init(parsing: "\(cluster.name).\(cluster.run)", in: root)
  }

  /// As it is while it is filled.
  var prepared: ClusterFolder {
    var folder = self
    folder.isUnfinished = true
    return folder
  }

  var path: String {
    isUnfinished
      ? "\(root)/\(Self.unfinished.prefix)\(name).\(run)\(Self.unfinished.suffix)" : "\(root)/\(name).\(run)"
  }

  /// Whose cluster it is: a ``ClusterRecord``.
  var record: String { "\(path)/cluster.json" }
  /// What members prove who they are by.
  var secrets: String { "\(path)/secrets" }
  var clusterSecret: String { "\(secrets)/cluster" }
  /// In the place of ``DreyModel/ContainerContract/Path/givenSecrets``.
  var givenSecrets: String { "\(path)/given-secrets" }
  /// In the place of ``DreyModel/ContainerContract/Path/state``.
  var state: String { "\(path)/state" }
  /// Holds the application.
  var userLibrary: String { "\(path)/usrlib" }

  /// Is there while somebody removes the cluster.
  var removal: String { "\(path)/removal" }

  func member(_ name: String) -> MemberFolder { MemberFolder(path: "\(path)/\(name)") }

  func isSelected(by selection: ClusterSelection) -> Bool {
    switch selection {
    case .all: true
    case .named(let name): self.name == name
    case .run(let run): self.run == run
    }
  }
}

/// Where the files of one member are.
struct MemberFolder: Sendable, Hashable {
  let path: String

  var name: String { path.split(separator: "/").last.map(String.init) ?? "" }
  var clusterPath: String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "" }

  /// What is to be started: a ``MemberLaunch``.
  var launch: String { "\(path)/launch.json" }
  /// A ``MemberStart``.
  var start: String { "\(path)/start.json" }
  /// A ``MemberEnd``.
  var end: String { "\(path)/end.json" }
  /// Its starts and ends before the last ones: ``MemberLife``s.
  var earlierLives: String { "\(path)/lives.json" }
  /// The ports that a JobManager reported: ``MemberPorts``.
  var ports: String { "\(path)/ports.json" }
  /// What it wrote: an ``OutputLog``.
  var output: String { "\(path)/output" }
  /// What clients of a session present.
  var restToken: String { "\(path)/rest-token" }
  var scratch: String { "\(path)/scratch" }
  /// Where a JobManager serves its REST API that nobody enters.
  var restSocket: String {
    scratch + ContainerContract.Path.restSocket.dropFirst(ContainerContract.Path.scratch.utf8.count)
  }
}
