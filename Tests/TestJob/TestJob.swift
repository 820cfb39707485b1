import DreyModel
import FoundationEssentials
import Glibc

/// Plays an application's executable for tests: it speaks the protocol of its roles and does as its arguments say.
///
/// Arguments: `jobs=N parallelism=N behaviour=NAME`.
@main
struct TestJob {
  var arguments: [String: String] = [:]

  static func main() throws {
    var job = TestJob()
    for argument in CommandLine.arguments.dropFirst() {
      let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
      if parts.count == 2 { job.arguments[parts[0]] = parts[1] }
    }
    switch getenv(RoleEnvironment.role).map({ String(cString: $0) }) {
    case ProcessRole.application.rawValue?, ProcessRole.client.rawValue?: try job.runMain()
    case ProcessRole.worker.rawValue?: try job.runWorker()
    default: exit(64)
    }
  }

  var behaviour: String { arguments["behaviour"] ?? "" }
  func number(_ name: String) -> Int { arguments[name].flatMap { Int($0) } ?? 1 }

  func graph(_ index: Int) -> JobGraph {
    let vertices = ["source", "sink"].enumerated().map { id, name in
      JobVertex(
        id: id, name: name, parallelism: number("parallelism"),
        operators: [OperatorDescription(id: id, uid: "\(name)-\(id)", name: name, outputType: "Int")])
    }
    return JobGraph(
      name: "job-\(index)", vertices: vertices, edges: [JobEdge(id: 0, source: 0, target: 1, shipStrategy: .hash)])
  }

  func runMain() throws {
    if behaviour == "main-garbage" { send("garbage") }
    if behaviour == "main-exit" { exit(9) }
    if behaviour == "main-lingers" { system("sleep 90 &") }
    if behaviour == "main-hang" { while true { pause() } }
    for index in 0..<number("jobs") {
      try send(DriverMessage.submitJob(JobSubmission(executionIndex: index, graph: graph(index))))
      if behaviour == "main-leaves" { exit(0) }
      guard case .jobEnded(index, let result) = try receive(DriverReply.self) else { exit(70) }
      print("main: \(result.name) \(result.status.rawValue)")
      if let failure = result.failure {
        try send(DriverMessage.mainFailed(failure))
        fflush(nil)
        exit(1)
      }
    }
    fflush(nil)
  }

  func runWorker() throws {
    guard case .deploy(let deployment) = try receive(WorkerCommand.self) else { exit(70) }
    guard deployment.fingerprint == graph(deployment.executionIndex).fingerprint else {
      try send(WorkerReport.refused(Failure(.user, "another graph")))
      exit(1)
    }
    if behaviour == "worker-garbage" { send("garbage") }
    if behaviour == "worker-refuses" {
      try send(WorkerReport.refused(Failure(.user, "not with me")))
      exit(1)
    }
    try send(WorkerReport.ready(dataPort: 4711))
    guard case .start(let peers) = try receive(WorkerCommand.self) else { exit(70) }
    try run(deployment, peers)
    fflush(nil)
  }

  private func run(_ deployment: WorkerDeployment, _ peers: [WorkerAddress]) throws {
    let isFirst = deployment.subtasks.contains(SubtaskID(vertex: 0, index: 0))
    let names = try deployment.endedExecutions.indices.map { try name(ofExecution: $0, in: deployment) }
    note("worker of \(deployment.subtasks) after \(names)\n")
    for subtask in deployment.subtasks {
      try send(WorkerReport.subtask(SubtaskUpdate(subtask: subtask, state: .running)))
    }
    if behaviour == "hang" { while true { pause() } }
    if behaviour == "lingers" { system("sleep 5 &") }
    if behaviour == "records" { writeRecords() }
    if isFirst, behaviour == "trap" {
      fatalError("about to trap")
    }
    for subtask in deployment.subtasks {
      if behaviour == "trap" {
        try send(failed(subtask, Failure(.infrastructure, "connection reset by peer")))
        while true { pause() }
      }
      if isFirst, behaviour == "throw" { try send(failed(subtask, Failure(.user, "bad record"))) }
      print("\(deployment.executionIndex) \(subtask) peers \(peers.count) earlier \(deployment.endedExecutions.count)")
      try send(WorkerReport.subtask(SubtaskUpdate(subtask: subtask, state: .finished)))
    }
  }

  private func name(ofExecution index: Int, in deployment: WorkerDeployment) throws -> String {
    guard deployment.endedExecutions[index] else { return "nothing" }
    try send(WorkerReport.askResult(executionIndex: index))
    guard case .result(let earlier) = try receive(WorkerCommand.self) else { exit(70) }
    return earlier.result?.name ?? "\(earlier.failure?.message ?? "")"
  }

  /// Prints `records=N` lines of `width=W` bytes: each byte repeats the line's number, but never a line's end.
  private func writeRecords() {
    let width = number("width")
    for record in 0..<number("records") {
      let byte = UInt8(truncatingIfNeeded: record)
      let line = [UInt8](repeating: byte == 10 ? 0 : byte, count: width) + [10]
      // To a pipe that blocks, all of it is written.
      guard line.withUnsafeBytes({ write(1, $0.baseAddress, $0.count) }) == line.count else { exit(72) }
    }
  }

  private func failed(_ subtask: SubtaskID, _ failure: Failure) -> WorkerReport {
    .subtask(SubtaskUpdate(subtask: subtask, state: .failed, failure: failure))
  }
}

/// Frames over standard input, which is a socket.
private func send(_ message: some Encodable) throws { send(bytes: try JSONEncoder().encode(message)) }

private func note(_ text: String) { _ = Array(text.utf8).withUnsafeBytes { write(2, $0.baseAddress, $0.count) } }

private func send(_ garbage: String) { send(bytes: Data(garbage.utf8)) }

private func send(bytes: Data) {
  let length = UInt32(bytes.count)
  let frame = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> UInt32($0)) } + bytes
  var offset = 0
  while offset < frame.count {
    let count = frame[offset...].withUnsafeBytes { write(0, $0.baseAddress, $0.count) }
    guard count > 0 else { exit(71) }
    offset += count
  }
}

private func receive<Message: Decodable>(_ type: Message.Type) throws -> Message {
  let length = readBytes(4).reduce(0) { $0 << 8 | Int($1) }
  return try JSONDecoder().decode(type, from: Data(readBytes(length)))
}

private func readBytes(_ count: Int) -> [UInt8] {
  var bytes: [UInt8] = []
  while bytes.count < count {
    var chunk = [UInt8](repeating: 0, count: count - bytes.count)
    let got = read(0, &chunk, chunk.count)
    guard got > 0 else { exit(71) }
    bytes += chunk.prefix(got)
  }
  return bytes
}
