import Glibc

/// A process that belongs to a local cluster.
struct ClusterProcess: Sendable, Equatable {
  var id: Int32
  var cluster: ClusterFolder
  /// nil for one that supervises a member.
  var member: String?

  func isOf(_ folder: MemberFolder) -> Bool { member.map { cluster.member($0) == folder } ?? false }
}

/// The processes of this machine, by what their environment says of them.
///
/// All that a member starts inherits its environment, so this finds workers, and what they started, whoever their parent is
/// by now. A number alone never decides what is killed: another process may have it meanwhile.
enum ProcessTable {
  /// The path of the cluster's folder.
  static let clusterVariable = "DREY_LOCAL_CLUSTER"
  /// The member's name.
  static let memberVariable = "DREY_LOCAL_MEMBER"

  /// Those of the clusters below a state folder, but for this process itself. What has ended, reaped or not, is none.
  static func processes(below root: StateFolder) -> [ClusterProcess] {
    guard let directory = opendir("/proc") else { return [] }
    defer { closedir(directory) }
    var found: [ClusterProcess] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard let id = Int32(name), id != getpid(), let process = process(id, below: root) else { continue }
      found.append(process)
    }
    return found
  }

  private static func process(_ id: Int32, below root: StateFolder) -> ClusterProcess? {
    let environment = environment(of: id)
    guard let path = value(of: clusterVariable, in: environment),
      let cluster = ClusterFolder(path: path, in: root)
    else { return nil }
    return ClusterProcess(id: id, cluster: cluster, member: value(of: memberVariable, in: environment))
  }

  /// The value of a variable in an environment as the kernel shows it: `NAME=VALUE`, each with a zero byte at its end.
  static func value(of variable: String, in environment: [UInt8]) -> String? {
    let wanted = Array("\(variable)=".utf8)
    for entry in environment.split(separator: 0) where entry.starts(with: wanted) {
      return String(decoding: entry.dropFirst(wanted.count), as: UTF8.self)
    }
    return nil
  }

  private static func environment(of id: Int32) -> [UInt8] {
    let descriptor = open("/proc/\(id)/environ", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return bytes }
      bytes += buffer.prefix(count)
    }
  }

  /// Kills what `isMeant` says and waits until nothing of it is left, for at most this long.
  /// - Returns: how many there were, and how many are left: those that this user may not kill.
  static func end(
    below root: StateFolder, within limit: Duration = .seconds(5), _ isMeant: (ClusterProcess) -> Bool
  ) async -> (found: Int, left: Int) {
    let deadline = ContinuousClock.now + limit
    var seen = Set<Int32>()
    while true {
      let meant = processes(below: root).filter(isMeant)
      seen.formUnion(meant.map(\.id))
      guard !meant.isEmpty, ContinuousClock.now < deadline else { return (seen.count, meant.count) }
      for process in meant { kill(process.id, SIGKILL) }
      // Also where the calling task is cancelled: what was begun is seen through.
      await Task { try? await Task.sleep(for: .milliseconds(2)) }.value
    }
  }
}
