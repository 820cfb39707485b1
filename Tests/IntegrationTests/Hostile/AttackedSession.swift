import DreyModel
import FoundationEssentials
import HostileClients
import Testing

/// A session with a steady job, as an attack finds it.
struct AttackedSession: Sendable {
  let port: Int
  let token: String
  /// The process of the JobManager.
  let jobManager: Int32

  /// What the JobManager holds.
  struct Holdings: Sendable, CustomStringConvertible {
    /// In MiB.
    var memory: Double
    var descriptors: Int

    var description: String { "\((memory * 10).rounded() / 10) MiB, \(descriptors) descriptors" }
  }

  var holdings: Holdings {
    let status = (try? String(contentsOfFile: "/proc/\(jobManager)/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    let kilobytes = line.flatMap { Double($0.filter(\.isNumber)) } ?? 0
    let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(jobManager)/fd"))?.count ?? 0
    return Holdings(memory: kilobytes / 1024, descriptors: descriptors)
  }

  private func get<Body: Decodable>(_ path: String, _ type: Body.Type) async throws -> Body {
    let request = "GET \(path) HTTP/1.1\r\nAuthorization: Bearer \(token)\r\nConnection: close\r\n\r\n"
    let answer = try await RawClient.exchange(port: port, [request])
    let body = try #require(answer.firstRange(of: "\r\n\r\n"), "no answer to \(path)").upperBound
    return try JSONDecoder().decode(type, from: Data(answer[body...].utf8))
  }

  /// Records that the job's source has written, as its last report says.
  private func records(_ job: JobID) async throws -> Int {
    let details = try await get("/jobs/\(job)", JobDetails.self)
    try #require(details.state == .running)
    return try #require(details.vertices.first).metrics.writeRecords
  }

  /// Waits for the next report of the job.
  private func nextReport(_ job: JobID) async throws -> (records: Int, at: ContinuousClock.Instant) {
    let before = try await records(job)
    let deadline = ContinuousClock.now + .seconds(20)
    while true {
      let now = try await records(job)
      if now != before { return (now, .now) }
      try #require(ContinuousClock.now < deadline, "the job writes nothing")
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  /// What was seen while something else went on.
  struct Sight: Sendable, CustomStringConvertible {
    var recordsPerSecond: Double
    var calls: CallMeter.Latencies
    var peakMemory: Double

    var description: String {
      "\(Int(recordsPerSecond)) records/s; \(calls); at most \((peakMemory * 10).rounded() / 10) MiB"
    }
  }

  /// Looks at the session for some time.
  func look(for duration: Duration) async throws -> Sight {
    let job = try #require(try await get("/jobs", JobIDsOverview.self).jobs.first { $0.status == .running }).id
    let meter = try CallMeter.start("/overview", port: port, token: token)
    let first = try await nextReport(job)
    var peak = 0.0
    while ContinuousClock.now < first.at + duration {
      peak = max(peak, holdings.memory)
      try await Task.sleep(for: .milliseconds(50))
    }
    let last = try await nextReport(job)
    let calls = await meter.stop()
    let seconds = (last.at - first.at) / .seconds(1)
    return Sight(
      recordsPerSecond: Double(last.records - first.records) / seconds, calls: calls, peakMemory: peak)
  }
}
