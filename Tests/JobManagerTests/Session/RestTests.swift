import ChildProcess
import ControlPlane
import DreyModel
import Testing

@testable import JobManager

/// What the REST API refuses, and what it says of the cluster.
@Suite struct RestTests {
  @Test func onlyTheTokenOpensTheDoor() async throws {
    try await SessionFixture.with(taskManagers: []) { session in
      let port = session.client.port
      for token in [nil, "wrong", SessionFixture.token + "x", String(SessionFixture.token.dropLast())] {
        for (method, path) in [
          ("GET", "/overview"), ("GET", "/v1/jobs"), ("GET", "/no/such"), ("DELETE", "/cluster"), ("POST", "/jobs"),
          ("POST", "/jars/upload"),
        ] {
          let answer = try await HTTPClient(port: port, token: token).call(method, path)
          #expect(answer.status == 401, "\(method) \(path)")
          #expect(try session.errors(answer).contains("token"))
        }
      }
      let answer = try await session.client.call("GET", "/v1/no/such")
      #expect(answer.status == 404)
      #expect(try session.errors(answer) == "not found: GET /v1/no/such")
      #expect(try await session.client.call("GET", "/v2/overview").status == 404)
      #expect(try await session.client.call("GET", "/jobs/nonsense").status == 400)
      #expect(try await session.client.call("GET", "/jobs/\(JobID.random())").status == 404)
    }
  }

  @Test func theClusterSaysWhatItIs() async throws {
    try await SessionFixture.with(["my.secret.key": "hidden", "parallelism.default": "2"], taskManagers: []) {
      session in
      let configuration = try await session.client.get("/config", DashboardConfiguration.self)
      #expect(configuration.features.webCancel && !configuration.features.webRescale)
      let entries = try await session.client.get("/jobmanager/config", [ConfigurationEntry].self)
      #expect(entries.contains(ConfigurationEntry(key: "parallelism.default", value: "2")))
      #expect(entries.contains(ConfigurationEntry(key: "my.secret.key", value: "******")))
      let raw = try await session.client.call("GET", "/overview")
      #expect(raw.headers.contains("application/json"))
      #expect(raw.text.contains(#""slots-total":0"#))
      #expect(try await session.client.get("/taskmanagers", TaskManagersInfo.self).taskManagers.isEmpty)
    }
  }

  @Test func anExecutableIsStoredOnceByItsContent() async throws {
    try await SessionFixture.with { session in
      let jar = try await session.upload(as: "folder/My Job")
      #expect(jar.hasSuffix("_My_Job") && jar.utf8.count == 64 + 7)
      #expect(try await session.upload(as: "another-name") == jar)
      #expect(try await session.upload(as: jar) == jar, "named by its content")
      let list = try await session.client.get("/jars", JarList.self)
      #expect(list.files.map(\.id) == [jar])
      let wrong = String(repeating: "0", count: 64) + "_x"
      let damaged = try await session.client.post("/jars/upload", [("jarfile", wrong, [0x7F, 0x45, 0x4C, 0x46])])
      #expect(damaged.status == 400)
      #expect(try session.errors(damaged).contains("arrived damaged"))
      let text = try await session.client.post("/jars/upload", [("jarfile", "x", Array("hello".utf8))])
      #expect(try session.errors(text).contains("is not an executable"))

      let id = try await session.submit(session.job(jar, "hang"))
      #expect(try await session.client.call("DELETE", "/jars/\(jar)").status == 409, "a job needs it")
      #expect(try await session.client.call("PATCH", "/jobs/\(id)").status == 202)
      try await session.wait(for: .canceled, of: id)
      #expect(try await session.client.call("DELETE", "/jars/\(jar)").status == 200)
      #expect(try await session.client.call("DELETE", "/jars/\(jar)").status == 404)
      #expect(try await session.post(session.job(jar)).status == 404)
      #expect(try await session.client.get("/jars", JarList.self).files.isEmpty)
    }
  }

  @Test func whatIsTooLongIsRefused() async throws {
    try await SessionFixture.with(
      ["rest.server.max-content-length": "5000", "web.upload.capacity": "3000"], taskManagers: []
    ) { session in
      let elf: [UInt8] = [0x7F, 0x45, 0x4C, 0x46]
      let long = elf + [UInt8](repeating: 1, count: 6000)
      #expect(try await session.client.post("/jars/upload", [("jarfile", "x", long)]).status == 413)
      let first = elf + [UInt8](repeating: 2, count: 2000)
      #expect(try await session.client.post("/jars/upload", [("jarfile", "x", first)]).status == 200)
      let second = elf + [UInt8](repeating: 3, count: 2000)
      let full = try await session.client.post("/jars/upload", [("jarfile", "x", second)])
      #expect(full.status == 413)
      #expect(try session.errors(full).contains("no room"))
      #expect(try await session.client.post("/jars/upload", [("jarfile", "y", first)]).status == 413)
      let list = try await session.client.get("/jars", JarList.self).files
      #expect(try await session.client.call("DELETE", "/jars/\(list.first?.id ?? "")").status == 200)
      #expect(try await session.client.post("/jars/upload", [("jarfile", "x", second)]).status == 200, "room again")
      #expect(try await session.client.post("/jobs", [("request", nil, long)]).status == 413)
    }
  }

  @Test(arguments: [true, false])
  func whoMayNotSendABodyIsNotToldToGoOn(hasToken: Bool) async throws {
    try await SessionFixture.with(taskManagers: []) { session in
      let client = HTTPClient(port: session.client.port, token: hasToken ? SessionFixture.token : nil)
      let answer = try await client.call(
        "POST", "/jobs", type: "text/plain", body: [1, 2, 3], headers: "Expect: 100-continue\r\n")
      // The first answer on the connection; after 100 the final one follows.
      #expect(answer.status == (hasToken ? 100 : 401))
      if hasToken { #expect(answer.text.hasPrefix("HTTP/1.1 415")) }
    }
  }

  @Test func garbageIsAnErrorAndNotTheEnd() async throws {
    try await SessionFixture.with(taskManagers: []) { session in
      let client = session.client
      let form = "multipart/form-data; boundary=limit"
      #expect(try await client.call("POST", "/jobs").status == 415)
      #expect(try await client.call("POST", "/jobs", type: "application/json", body: Array("{}".utf8)).status == 415)
      for body in ["", "garbage", "--limit", "--limit\r\n\r\n\r\n--limit--", "--limit--", "--limitx"] {
        let answer = try await client.call("POST", "/jobs", type: form, body: Array(body.utf8))
        #expect(answer.status == 400, "\(body)")
        #expect(try !session.errors(answer).isEmpty)
        #expect(try await client.call("POST", "/jars/upload", type: form, body: Array(body.utf8)).status == 400)
      }
      let request = Array(#"{"jobGraphFileName":"g"}"#.utf8)
      for graph in ["", "{", "[]", "{}", #"{"jobID":"x"}"#, String(repeating: "[", count: 100_000)] {
        let answer = try await client.post("/jobs", [("request", nil, request), ("f", "g", Array(graph.utf8))])
        #expect(answer.status == 400, "\(graph.prefix(20))")
      }
      #expect(try await client.post("/jobs", [("request", nil, request)]).status == 400)
      #expect(try await client.post("/jobs", [("request", nil, [0xFF])]).status == 400)
      let jar = String(repeating: "a", count: 64) + "_x"
      #expect(try await session.post(session.job(jar)).status == 404)
      #expect(try await session.post(session.job(jar, parallelism: 0)).status == 400)
      #expect(try await session.post(session.job(jar, parallelism: 60_000)).status == 400)
      var wide = session.job(jar)
      wide.submission.graph.vertices = (0..<1000).map {
        JobVertex(id: $0, name: "v", parallelism: 30_000, operators: [])
      }
      wide.submission.graph.edges = []
      let answer = try await session.post(wide)
      #expect(try session.errors(answer).contains("30000000 subtasks"))
      #expect(try await client.call("GET", "/overview").status == 200, "it lives on")
    }
  }

  @Test func whatIsWrongIsSaidInFewWords() async throws {
    try await SessionFixture.with(taskManagers: []) { session in
      let long = String(repeating: "x", count: 60_000)
      let absent = try await session.client.call("GET", "/\(long.prefix(10_000))")
      #expect(absent.status == 404)
      #expect(absent.text.utf8.count < 3000)
      let path = "/jobs/\(JobID.random())/savepoints"
      for (body, words) in [
        (#"{"triggerId":"BANANA"}"#, "not a trigger id"), (#"{"formatType":"BANANA"}"#, "BANANA"),
        (#"{"formatType":"\#(long)"}"#, "xxx"),
      ] {
        let answer = try await session.client.call("POST", path, type: "application/json", body: Array(body.utf8))
        #expect(answer.status == 400)
        #expect(try session.errors(answer).contains(words))
        #expect(answer.text.utf8.count < 3000)
      }
      let formats = #"{"formatType":"NATIVE","cancel-job":true}"#
      let known = try await session.client.call("POST", path, type: "application/json", body: Array(formats.utf8))
      #expect(known.status == 404, "the job is what is wrong")
      let elf: [UInt8] = [0x7F, 0x45, 0x4C, 0x46]
      let two = try await session.client.post("/jars/upload", [("jarfile", "x", elf), ("jarfile", "y", elf)])
      #expect(two.status == 400)
      #expect(try session.errors(two).contains("Exactly 1 file"))
      #expect(try await session.client.get("/jars", JarList.self).files.isEmpty)
    }
  }

  @Test func aPortThatIsTakenIsNamed() async throws {
    try await SessionFixture.with(taskManagers: []) { session in
      var configuration = try SessionConfiguration(
        secret: session.cluster.secret, token: RestToken(Array(SessionFixture.token.utf8)),
        scratch: "\(session.cluster.folder)/other",
        options: Options(["jobmanager.rpc.port": "0", "blob.server.port": "0", "rest.port": "\(session.client.port)"]))
      configuration.jobManager.bindHost = "127.0.0.1"
      configuration.restHost = "127.0.0.1"
      let cluster = SessionCluster(configuration, events: EventLog { _ in })
      let failure = await #expect(throws: Failure.self) { try await cluster.run(interruption: Completion()) }
      #expect(failure?.message.contains(":\(session.client.port) failed") == true)
      #expect(failure?.domain == .infrastructure)
    }
  }
}
