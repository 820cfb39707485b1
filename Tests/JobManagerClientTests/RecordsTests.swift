import DreyModel
import Glibc
import JobManagerClient
import TaskManager
import Testing

/// What a TaskManager writes to standard output when it says which job a record belongs to.
@Suite(.timeLimit(.minutes(2))) struct RecordsTests {
  private static let tagged = ["taskmanager.stdout.job-id": "true"]

  private static func expected(_ count: Int, _ width: Int) -> [[UInt8]] {
    (0..<count).map { number in
      let byte = UInt8(truncatingIfNeeded: number)
      return [UInt8](repeating: byte == 10 ? 0 : byte, count: width)
    }
  }

  /// The lines of a job without what the test job says of its subtasks.
  private static func records(_ lines: [[UInt8]]?) -> [[UInt8]] { Array((lines ?? []).dropLast(2)) }

  @Test func recordsOfJobsThatRunAtTheSameTimeAreToldApart() async throws {
    let output = try RecordReader()
    try await LiveSession.with(slots: 4, Self.tagged, standardOutput: output.writing) { session in
      let jar = try await session.client.ensureJar(file: LiveSession.testJob)
      var widths: [JobID: Int] = [:]
      for width in [1, 100, 3000, 0] {
        let arguments = ["records=1000", "width=\(width)"]
        widths[try await session.client.submit(session.job(jar, "records", arguments))] = width
      }
      try await eventually("all ends are there") { output.take().ends.count == 4 }
      for (id, width) in widths {
        #expect(try await session.client.waitForEnd(of: id) == .finished)
        #expect(Self.records(output.take().lines[id]) == Self.expected(1000, width))
        #expect(output.take().lines[id]?.last == Array("0 1:0 peers 1 earlier 0".utf8), "nothing is missing")
      }
      let all = output.take()
      #expect(all.foreign.isEmpty && all.afterEnd == 0)
      #expect(Set(all.ends) == Set(widths.keys))
    }
  }

  @Test func allIsWrittenBeforeTheEndIsReported() async throws {
    let output = try RecordReader()
    try await LiveSession.with(Self.tagged, standardOutput: output.writing) { session in
      let jar = try await session.client.ensureJar(file: LiveSession.testJob)
      for behaviour in ["records", "lingers", "throw", "worker-refuses", "trap"] {
        let id = try await session.client.submit(session.job(jar, behaviour, ["records=3", "width=5"]))
        _ = try await session.client.waitForEnd(of: id)
        // Nothing is waited for: what the pipe holds now is all.
        let all = output.take()
        #expect(all.ends.filter { $0 == id }.count == 1, "\(behaviour)")
        if behaviour == "records" { #expect(Self.records(all.lines[id]) == Self.expected(3, 5)) }
      }
    }
  }

  @Test func longLinesArriveWhole() async throws {
    let output = try RecordReader()
    try await LiveSession.with(Self.tagged, standardOutput: output.writing) { session in
      let jar = try await session.client.ensureJar(file: LiveSession.testJob)
      let id = try await session.client.submit(session.job(jar, "records", ["records=3", "width=1000000"]))
      try await eventually("the end is there") { output.take().ends == [id] }
      #expect(Self.records(output.take().lines[id]) == Self.expected(3, 1_000_000))
    }
  }

  @Test func whoDoesNotReadHoldsUpTheWorkerAndCancellingHelps() async throws {
    let output = try RecordReader()
    try await LiveSession.with(Self.tagged, standardOutput: output.writing) { session in
      let client = session.client
      let jar = try await client.ensureJar(file: LiveSession.testJob)
      let id = try await client.submit(session.job(jar, "records", ["records=4000", "width=1000"]))
      try await eventually("the pipe is full") { output.isFull }
      for _ in 0..<50 { #expect(try await client.status(of: id) == .running) }
      try await eventually("the end is there") { output.take().ends == [id] }
      #expect(Self.records(output.take().lines[id]) == Self.expected(4000, 1000))
      #expect(try await client.waitForEnd(of: id) == .finished)

      let other = try await client.submit(session.job(jar, "records", ["records=4000", "width=1000"]))
      try await eventually("the pipe is full") { output.isFull }
      try await client.cancel(other)
      #expect(try await client.waitForEnd(of: other) == .canceled)
      try await eventually("the end comes later") { output.take().ends == [id, other] }
      #expect(output.take().afterEnd == 0)
    }
  }

  @Test func theOptionIsTrueOrFalse() async throws {
    let arguments = ["taskmanager", "-D", "taskmanager.stdout.job-id=maybe"]
    #expect(await TaskManagerMain.run(arguments: arguments, environment: ["DREY_SECRET_FILE": "/proc/cpuinfo"]) == 2)
  }
}
