import ControlPlane
import DreyModel
import FoundationEssentials
import Synchronization

@testable import FlinkAgent

/// A folder with what looks like Flink and Java to the agent; the JVM is a shell script.
final class StandIn: Sendable {
  let folder: String
  private let seen = EventList()

  final class EventList: Sendable {
    private let all = Mutex<[ClusterEvent]>([])
    var list: [ClusterEvent] { all.withLock { $0 } }
    func add(_ one: ClusterEvent) { all.withLock { $0.append(one) } }
  }

  /// - Parameter script: what the JVM does; `$0`'s folder has the files of the test, `$FOLDER` names it.
  init(_ script: String) throws {
    folder = FileManager.default.temporaryDirectory.path + "/drey-flink-\(UInt64.random(in: 0 ... .max))"
    for part in ["home/lib", "home/usrlib", "java/bin", "secrets", "scratch"] {
      try FileManager.default.createDirectory(atPath: "\(folder)/\(part)", withIntermediateDirectories: true)
    }
    let files = [
      "home/lib/flink-dist-9.jar": "", "home/usrlib/app.jar": "", "secrets/token": "0123456789abcdef",
      "java/bin/java": "#!/bin/sh\nFOLDER='\(folder)'\n\(script)\n",
    ]
    for (name, text) in files { try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)")) }
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(folder)/java/bin/java")
  }

  /// Puts a script where the JAR is.
  func setScript(_ name: String, _ text: String) throws {
    try FileManager.default.removeItem(atPath: "\(folder)/home/usrlib/app.jar")
    try Data(text.utf8).write(to: URL(filePath: "\(folder)/home/usrlib/\(name)"))
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func member(_ arguments: [String]) throws(Failure) -> MemberContext {
    let environment = [
      "DREY_FLINK_HOME": "\(folder)/home", "JAVA_HOME": "\(folder)/java", "DREY_SCRATCH": "\(folder)/scratch",
      "DREY_SECRET_FILE": "\(folder)/secrets/cluster", "DREY_REST_TOKEN_FILE": "\(folder)/secrets/token",
      "PATH": "/usr/bin:/bin",
    ]
    return try MemberContext(arguments, environment, events: EventLog { [seen] in seen.add($0) })
  }

  var events: [ClusterEvent] { seen.list }

  /// How the application ended, as far as it was told.
  var end: ApplicationResult? {
    events.lazy.compactMap { if case .applicationEnded(let result) = $0 { result } else { nil } }.first
  }

  func content(_ name: String) -> String? {
    FileManager.default.contents(atPath: "\(folder)/\(name)").map { String(decoding: $0, as: UTF8.self) }
  }
}
