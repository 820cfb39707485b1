import DreyModel
import Glibc
import Testing

@testable import TaskRuntime

/// The test job as a process of its own, with this test as its supervisor.
final class JobProcess: Sendable {
  /// The supervisor's end of the connection.
  let control: ControlConnection
  private let process: pid_t

  /// - Parameters:
  ///   - role: nil starts it on its own.
  ///   - environment: variables of its own.
  init(
    role: ProcessRole?, parallelism: Int = 1, arguments: [String], output: String,
    environment own: [String: String] = [:]
  ) throws {
    var descriptors: [Int32] = [0, 0]
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &descriptors) == 0)
    control = ControlConnection(descriptor: descriptors[0])
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, descriptors[1], 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, output + ".err", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    var environment = ["\(RoleEnvironment.parallelism)=\(parallelism)"] + own.map { "\($0)=\($1)" }
    if let path = getenv("LD_LIBRARY_PATH") { environment.append("LD_LIBRARY_PATH=\(String(cString: path))") }
    if let role { environment.append("\(RoleEnvironment.role)=\(role.rawValue)") }
    process = try Self.spawn([Self.executable] + arguments, environment, actions)
    close(descriptors[1])
  }

  private static func spawn(
    _ arguments: [String], _ environment: [String], _ actions: posix_spawn_file_actions_t
  ) throws -> pid_t {
    var actions = actions
    var process = pid_t()
    let argv = arguments.map { strdup($0) } + [nil]
    let envp = environment.map { strdup($0) } + [nil]
    defer { for string in argv + envp { free(string) } }
    let code = posix_spawn(&process, arguments[0], &actions, nil, argv, envp)
    try #require(code == 0, "cannot start \(arguments[0]): \(String(cString: strerror(code)))")
    return process
  }

  /// The test job stands beside the test's own executable.
  static let executable: String = {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = buffer.withUnsafeMutableBytes { raw in
      raw.withMemoryRebound(to: CChar.self) { chars in
        chars.baseAddress.map { readlink("/proc/self/exe", $0, chars.count) } ?? 0
      }
    }
    let own = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    return own.split(separator: "/").dropLast().map { "/\($0)" }.joined() + "/StreamTestJob"
  }()

  /// Waits for the process to end.
  /// - Returns: the exit code, or the signal's number as a negative one.
  func wait() async throws -> Int32 {
    try await onThread { [process] in
      var status: Int32 = 0
      while waitpid(process, &status, 0) < 0, errno == EINTR {}
      return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
    }
  }

  func receive<Message: Decodable & Sendable>(_ type: Message.Type) async throws -> Message? {
    try await onThread { [control] in Result { try control.receive(type) } }.get()
  }

  /// All changes of subtasks until the process closes the connection.
  func updates() async throws -> [SubtaskUpdate] {
    var updates: [SubtaskUpdate] = []
    while let report = try await receive(WorkerReport.self) {
      switch report {
      case .subtask(let update): updates.append(update)
      case .progress, .checkpoint, .watermark, .enumerated: continue
      case .ready, .askResult, .refused, .enumerationFailed: return updates
      }
    }
    return updates
  }
}

/// Runs a blocking function on a thread of its own.
func onThread<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async throws -> Result {
  let (stream, continuation) = AsyncStream.makeStream(of: Result.self)
  try PosixThread.spawn { continuation.yield(body()) }
  for await result in stream { return result }
  throw Failure(.infrastructure, "the thread gave no result")
}
