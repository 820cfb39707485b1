import FoundationEssentials
import Glibc

/// A process that answers for a cluster, told from every other one: neither a process that later gets the same number
/// nor one on another machine is mistaken for it.
public struct ClientIdentity: Sendable, Equatable {
  /// What another process can know of it.
  public enum Liveness: Sendable, Equatable {
    case alive, gone
    /// It runs, or ran, where this process cannot look.
    case unknown
  }

  /// The boot and the process namespace in which the number means something.
  public var host: String
  public var process: Int32
  /// When it began, in clock ticks since the boot.
  public var started: String

  public init(host: String, process: Int32, started: String) {
    self.host = host
    self.process = process
    self.started = started
  }

  /// Reads ``text``.
  public init?(_ text: String) {
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[0].isEmpty, let process = Int32(parts[1]), !parts[2].isEmpty else { return nil }
    self.init(host: String(parts[0]), process: process, started: String(parts[2]))
  }

  /// As it stands in a label.
  public var text: String { "\(host) \(process) \(started)" }

  /// This process; nil where the kernel does not say.
  public static let current: ClientIdentity? = of(getpid())

  /// A process that runs, seen by this one; nil where the kernel knows none.
  static func of(_ process: Int32) -> ClientIdentity? {
    guard let host = currentHost, let started = start(of: process) else { return nil }
    return ClientIdentity(host: host, process: process, started: started)
  }

  /// What this process knows of that one.
  public func liveness() -> Liveness { liveness(seenFrom: Self.currentHost, startOf: Self.start) }

  /// - Parameter startOf: when the process with a number began; nil where there is none.
  func liveness(seenFrom viewer: String?, startOf: (Int32) -> String?) -> Liveness {
    guard viewer == host else { return .unknown }
    return startOf(process) == started ? .alive : .gone
  }

  private static let currentHost: String? = {
    guard let boot = contents(of: "/proc/sys/kernel/random/boot_id"),
      let namespace = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")
    else { return nil }
    return boot.filter { $0 != "\n" } + "/" + namespace.filter(\.isNumber)
  }()

  private static func start(of process: Int32) -> String? {
    contents(of: "/proc/\(process)/stat").flatMap(start(inStatus:))
  }

  /// The name, which may hold anything, ends at the last parenthesis; state and start are fields 3 and 22.
  static func start(inStatus line: String) -> String? {
    guard let end = line.lastIndex(of: ")") else { return nil }
    let fields = line[line.index(after: end)...].split(separator: " ")
    guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
    return String(fields[19])
  }

  private static func contents(of file: String) -> String? {
    (try? Data(contentsOf: URL(filePath: file))).map { String(decoding: $0, as: UTF8.self) }
  }
}
