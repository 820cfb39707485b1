import DreyModel
import Glibc

/// What a local cluster's folder says of it; what labels say of a cluster on an engine.
struct ClusterRecord: Codable, Sendable, Equatable {
  struct Member: Codable, Sendable, Equatable {
    var name: String
    var role: String
    /// Path of its executable.
    var image: String
    var slots: Int

    init(_ member: DreyDeploy.Member) {
      name = member.name
      role = member.role.rawValue
      image = member.image
      slots = member.slots
    }
  }

  /// See ``Label``.
  var labels: [String: String]
  /// The JobManager first.
  var members: [Member]

  init(_ layout: ClusterLayout, run: String, lifetime: ClusterLifetime) {
    labels = lifetime.labels
    labels[Label.cluster] = layout.name.text
    labels[Label.mode] = layout.mode
    labels[Label.run] = run
    labels[Label.spec] = layout.spec.record
    members = layout.members.map(Member.init)
  }
}

/// A member's process, as it was started.
struct MemberStart: Codable, Sendable, Equatable {
  /// ``ClientIdentity/text`` of the process.
  var process: String
  /// That of the process which notes its end.
  var supervisor: String
  /// Milliseconds since 1970.
  var at: Int

  var identity: ClientIdentity? { ClientIdentity(process) }

  /// Whether it runs, or has ended a moment ago, and somebody is about to note that.
  var isAlive: Bool { [process, supervisor].contains { ClientIdentity($0)?.liveness() == .alive } }
}

/// A member's end.
struct MemberEnd: Codable, Sendable, Equatable {
  /// 128 and the signal where a signal ended it.
  var exitCode: Int
  /// Its name.
  var signal: String?
  /// Milliseconds since 1970.
  var at: Int
}

/// What a member did from a start to the next one.
struct MemberLife: Codable, Sendable, Equatable {
  var start: MemberStart?
  var end: MemberEnd?

  /// Those of a member before its last start.
  static func earlier(of folder: MemberFolder) -> [MemberLife] {
    PrivateFile.read([MemberLife].self, from: folder.earlierLives) ?? []
  }

  /// Makes a member that has ended one that is yet to be started, and notes what it did.
  static func begin(in folder: MemberFolder) throws(Failure) {
    let last = MemberLife(
      start: PrivateFile.read(MemberStart.self, from: folder.start),
      end: PrivateFile.read(MemberEnd.self, from: folder.end))
    try PrivateFile.write(earlier(of: folder) + [last], as: folder.earlierLives)
    for file in [folder.end, folder.start] { unlink(file) }
  }
}

/// The ports that a JobManager chose.
struct MemberPorts: Codable, Sendable, Equatable {
  var rpc: Int
  var blob: Int
  /// That of a session.
  var rest: Int?
}
