import DreyModel
import DreyTesting
import FoundationEssentials
import Testing

extension Runs.Compose {
  /// A client of a session that Compose brought up, as a user with curl is one.
  private struct Client {
    let address: String
    let token: String

    init(_ project: ComposeProject, folder: String) async throws {
      address = try #require(try await project.compose("port", "jobmanager", "8081").first)
      try #require(address.hasPrefix("127.0.0.1:"))
      try await project.compose("cp", "jobmanager:/run/drey/rest/token", "\(folder)/token")
      token = try Runs.Compose.text("\(folder)/token")
    }

    /// - Returns: the status and the body.
    func call(_ path: String, _ options: [String] = [], token: String? = nil) async throws -> (Int, String) {
      let answer = try await ComposeProject.run(
        "curl",
        ["-s", "-w", "\n%{http_code}", "-H", "Authorization: Bearer \(token ?? self.token)"] + options
          + ["http://\(address)\(path)"])
      return (Int(answer.lines.last ?? "") ?? 0, answer.lines.dropLast().joined(separator: "\n"))
    }

    func get<Body: Decodable>(_ path: String, _ options: [String] = [], as type: Body.Type) async throws -> Body {
      let (status, body) = try await call(path, options)
      try #require((200..<300).contains(status), "\(path): \(status) \(body)")
      return try JSONDecoder().decode(type, from: Data(body.utf8))
    }
  }

  /// The graph that an export of job mode found, for a client that has no `main()`.
  private static func submission() throws -> JobSubmission {
    let line = try #require(try text(committed("job")).split(separator: "\n").first { $0.contains("DREY_JOB: '") })
    let quoted = try #require(line.split(separator: ":", maxSplits: 1).last).drop { $0 == " " }
    let json = quoted.dropFirst().dropLast().replacing("''", with: "'").replacing("$$", with: "$")
    return try JSONDecoder().decode(ShippedJob.self, from: Data(json.utf8)).submission
  }

  private static func eventually(_ isSo: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while try await !isSo() {
      try #require(ContinuousClock.now < deadline, "waited in vain")
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  @Test(.timeLimit(.minutes(10))) func aSessionTakesJobsFromWhoeverHasTheToken() async throws {
    try await Self.buildImages()
    try await Runs.withScratch { folder in
      try await ComposeProject.with("session", files: [Self.committed("session")]) { project in
        let client = try await Client(project, folder: folder)
        try await Self.eventually { try await client.call("/overview").0 == 200 }
        #expect(try await client.call("/overview", token: "guessed-\(client.token)").0 == 401)
        try await Self.runJob(client, folder)
        try await Self.checkRecords(of: project)
      }
    }
  }

  private static func runJob(_ client: Client, _ folder: String) async throws {
    let executable = "\(Runs.wordCount)/.build-drey/release/WordCount"
    let jar = try await client.get(
      "/jars/upload", ["-F", "jarfile=@\(executable)"], as: JarUploadResponse.self)
    let id = JobID.random()
    let job = SessionJob(
      jobID: id, jarID: jar.id, arguments: ["--input", "/data/input.txt"], submission: try submission())
    try JSONEncoder().encode(JobSubmitRequest(jobGraphFileName: "job.json")).write(
      to: URL(filePath: "\(folder)/request.json"))
    try JSONEncoder().encode(job).write(to: URL(filePath: "\(folder)/job.json"))
    let form = ["-F", "request=<\(folder)/request.json", "-F", "file_0=@\(folder)/job.json;filename=job.json"]
    #expect(try await client.call("/jobs", form).0 == 202)
    try await eventually {
      try await client.get("/jobs/\(id)/status", as: JobStatusInfo.self).status.isGloballyTerminal
    }
    let end = try await client.get("/jobs/\(id)/status", as: JobStatusInfo.self)
    #expect(end.status == .finished)
  }

  /// A session's TaskManagers say before a record whose job it is of, and when the last one was.
  private static func checkRecords(of project: ComposeProject) async throws {
    var parser = TaggedRecordParser()
    let output = try await project.records().map { $0 + "\n" }.joined()
    let records = parser.append(Array(output.utf8)).compactMap { event -> String? in
      guard case .record(_, let line, _) = event else { return nil }
      return String(decoding: line, as: UTF8.self)
    }
    let counted = try await ComposeProject.run(
      "sh",
      [
        "-c",
        "tr ' ' '\\n' < /usr/share/common-licenses/GPL-3 | grep -v '^$' | sort | uniq -c | awk '{ print $2 \" \" $1 }'",
      ])
    #expect(counted.lines.count > 1000)
    #expect(records.count == counted.lines.count)
    for line in counted.lines.filter({ $0.allSatisfy { $0.isASCII } }).prefix(50) {
      #expect(records.contains(line), "\(line)")
    }
  }
}
