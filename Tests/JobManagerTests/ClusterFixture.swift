import ChildProcess
import ControlPlane
import DreyModel
import Glibc
import Synchronization
import TaskManager
import Testing

@testable import JobManager

/// A JobManager and TaskManagers in this process, on ports of their own, and what they reported.
///
/// The application and the workers are processes that run `TestJob`.
struct ClusterFixture: Sendable {
  let secret: ClusterSecret
  let journal = Journal()
  let interruption = Completion<Void>()
  let taskManagerInterruption = Completion<Void>()
  let folder: String

  init() throws {
    secret = try ClusterSecret(Array("0123456789abcdef".utf8))
    var template = Array("/tmp/drey-cluster-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Beside the test bundle, where the build put it.
  static var testJob: String { get throws { try built("TestJob") } }

  /// An executable beside the test bundle, where the build put it.
  static func built(_ name: String) throws -> String {
    let own = try #require(realpath("/proc/self/exe", nil))
    defer { free(own) }
    let candidates = CommandLine.arguments + [String(cString: own)]
    let folders = candidates.compactMap { path in path.lastIndex(of: "/").map { String(path[..<$0]) } }
    return try #require(folders.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 })
  }

  /// Runs an application, or only this job of it, to its end.
  /// - Returns: its result, and how each TaskManager ended (nil: as it should).
  func run(
    _ arguments: [String], job: ShippedJob? = nil, options: [String: String] = [:],
    taskManagers: [(id: String, slots: Int)] = [("a", 1), ("b", 1)],
    taskManagerSecret: ClusterSecret? = nil, application: String = "TestJob"
  ) async throws -> (result: ApplicationResult, taskManagers: [Failure?]) {
    var configuration = try StandaloneConfiguration(
      application: try Self.built(application), arguments: arguments, environment: ProcessEnvironment.all,
      secret: secret, scratch: "\(folder)/jobmanager",
      options: Options(["jobmanager.rpc.port": "0", "blob.server.port": "0"].merging(options) { $1 }))
    configuration.job = job
    configuration.jobManager.bindHost = "127.0.0.1"
    let cluster = StandaloneCluster(configuration, events: EventLog { journal.add($0) })
    let ports = Completion<(Int, Int)>()
    async let result = cluster.run(interruption: interruption) { ports.complete(($0, $1)) }
    let (rpc, blob) = await ports.value()
    let ends = await withTaskGroup(of: (String, Failure?).self) { group in
      for each in taskManagers {
        group.addTask {
          let secret = taskManagerSecret ?? secret
          return (
            each.id,
            await taskManager(each.id, each.slots, rpc, blob, secret, interruption: taskManagerInterruption)
          )
        }
      }
      return await group.reduce(into: [String: Failure?]()) { $0[$1.0] = .some($1.1) }
    }
    let outcome = try await result
    await removeFolder()
    return (outcome, taskManagers.map { ends[$0.id] ?? nil })
  }

  func removeFolder() async {
    _ = try? await ChildProcess.capture(ChildProcess.Configuration(executable: "rm", arguments: ["-rf", folder]))
  }

  /// Runs a TaskManager to its end.
  /// - Returns: how it ended (nil: as it should).
  func taskManager(
    _ id: String, _ slots: Int, _ rpc: Int, _ blob: Int, _ secret: ClusterSecret, interruption: Completion<Void>
  ) async -> Failure? {
    do throws(Failure) {
      let options = Options([
        "jobmanager.rpc.address": "127.0.0.1", "jobmanager.rpc.port": "\(rpc)", "blob.server.port": "\(blob)",
        "taskmanager.numberOfTaskSlots": "\(slots)", "taskmanager.resource-id": id,
        "taskmanager.registration.timeout": "3000",
      ])
      let configuration = try TaskManagerConfiguration(
        options: options, secret: secret, scratch: "\(folder)/\(id)", environment: ProcessEnvironment.all)
      try await TaskManagerService(configuration, events: EventLog { journal.add($0) })
        .run(interruption: interruption)
      return nil
    } catch { return error }
  }
}

/// What was reported, to look at and to wait for.
final class Journal: Sendable {
  private struct State {
    var events: [ClusterEvent] = []
    var waiting: [(@Sendable (ClusterEvent) -> Bool, Completion<Void>)] = []
  }
  private let state = Mutex(State())

  func add(_ event: ClusterEvent) {
    state.withLock { state in
      state.events.append(event)
      for (isWanted, completion) in state.waiting where isWanted(event) { completion.complete(()) }
    }
  }

  var events: [ClusterEvent] { state.withLock { $0.events } }

  /// Waits for an event, which may have been before, for at most 20 s.
  func wait(for isWanted: @escaping @Sendable (ClusterEvent) -> Bool) async throws {
    let completion = Completion<Void>()
    state.withLock { state in
      if state.events.contains(where: isWanted) { return completion.complete(()) }
      state.waiting.append((isWanted, completion))
    }
    try #require(await completion.value(within: .seconds(20)) != nil, "waited in vain")
  }

  func statuses(of job: String) -> [JobStatus] {
    events.compactMap { event in
      if case .jobStatusChanged(_, job, let status, _) = event { status } else { nil }
    }
  }
}
