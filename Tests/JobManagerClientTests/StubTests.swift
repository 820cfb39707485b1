import DreyModel
import Glibc
import JobManagerClient
import StubEngine
import Synchronization
import Testing

/// The client and what servers may do to it.
@Suite(.timeLimit(.minutes(1))) struct StubTests {
  private struct Stubbed {
    let stub: StubEngine
    let client: JobManagerClient

    init(token: String? = nil, _ script: @escaping StubEngine.Script) async throws {
      stub = try await StubEngine.startOnLoopback(script)
      client = try JobManagerClient(endpoint: JobManagerEndpoint(host: "127.0.0.1", port: stub.port), token: token)
    }
  }

  /// Answers in order; the last one again and again.
  private static func script(_ answers: [StubResponse]) -> StubEngine.Script {
    let left = Mutex(answers)
    return { _ in left.withLock { $0.count > 1 ? $0.removeFirst() : $0.first } }
  }

  private static let job = SessionJob(
    jobID: JobID(hex: String(repeating: "a", count: 32)), jarID: "x",
    submission: JobSubmission(executionIndex: 0, graph: JobGraph(name: "j", vertices: [], edges: [])))

  @Test func whatMayBeMadeAgainIsMadeAgain() async throws {
    let status = StubResponse.json(#"{"status":"RUNNING"}"#)
    let get = try await Stubbed(token: "t", Self.script([.hangUp, .hangUp, status]))
    #expect(try await get.client.status(of: .random()) == .running)
    #expect(get.stub.requests.count == 3)
    #expect(get.stub.requests.allSatisfy { $0.headers["authorization"] == "Bearer t" })

    let accepted = StubResponse.json(#"{"jobUrl":"/jobs/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}"#, status: 202)
    let post = try await Stubbed(Self.script([.hangUp, accepted]))
    #expect(try await post.client.submit(Self.job) == Self.job.jobID)
    let bodies = post.stub.requests.map(\.text)
    #expect(bodies.count == 2)
    #expect(bodies.allSatisfy { $0 == bodies.first && $0.contains("aaaaaaaaaaaaaaaa") })
    #expect(post.stub.requests.first?.headers["authorization"] == nil)
  }

  @Test func whatMayNotIsNot() async throws {
    let stubbed = try await Stubbed(Self.script([.hangUp]))
    #expect(try await clientError { try await stubbed.client.cancel(.random()) }.isUnreachable)
    #expect(try await clientError { try await stubbed.client.deleteJar("a") }.isUnreachable)
    #expect(try await clientError { try await stubbed.client.shutDown() }.isUnreachable)
    #expect(stubbed.stub.requests.map(\.method) == ["PATCH", "DELETE", "DELETE"])
    #expect(try await clientError { try await stubbed.client.overview() }.isUnreachable)
    #expect(stubbed.stub.requests.count == 8, "five times in vain")
    let refusing = try await Stubbed(Self.script([.json(#"{"errors":["busy"]}"#, status: 503)]))
    #expect(try await clientError { try await refusing.client.overview() }.failure.domain == .infrastructure)
    #expect(refusing.stub.requests.count == 1, "an answer is an answer")
  }

  @Test func aJarRunsOnceWhateverBecomesOfTheAnswer() async throws {
    let running = StubResponse.json(#"{"status":"RUNNING"}"#)
    let absent = StubResponse.json(#"{"errors":["no such job"]}"#, status: 404)
    let double = StubResponse.json(#"{"errors":["Job has already been submitted"]}"#, status: 500)
    let request = JarRunRequest(jobID: .random(), entryClass: "A", programArguments: ["x y"], parallelism: 2)
    let accepted = StubResponse.json(#"{"jobid":"\#(request.jobID.hex)"}"#)
    for (answers, methods) in [
      ([accepted], ["POST"]), ([.hangUp, running], ["POST", "GET"]),
      ([.hangUp, absent, accepted], ["POST", "GET", "POST"]),
      ([.hangUp, absent, double, running], ["POST", "GET", "POST", "GET"]),
    ] {
      let stubbed = try await Stubbed(Self.script(answers))
      try await stubbed.client.runJar("j.jar", request)
      #expect(stubbed.stub.requests.map(\.method) == methods)
      let body = try #require(stubbed.stub.requests.first?.text)
      #expect(body.contains(request.jobID.hex) && body.contains(#""programArgsList":["x y"]"#), "\(body)")
    }
    let failing = try await Stubbed(Self.script([double]))
    #expect(try await clientError { try await failing.client.runJar("j.jar", request) }.status == 500)
    #expect(failing.stub.requests.count == 1)
  }

  @Test func resultsAreAskedForUntilTheyAreThere() async throws {
    let pending = StubResponse.json(#"{"status":{"id":"IN_PROGRESS"}}"#)
    let id = JobID.random()
    let result = StubResponse.json(
      """
      {"status":{"id":"COMPLETED"},"job-execution-result":{"id":"\(id)","application-status":"SUCCEEDED",
      "accumulator-results":{},"net-runtime":7}}
      """)
    let stubbed = try await Stubbed(Self.script([pending, pending, pending, result]))
    #expect(try await stubbed.client.result(of: id).netRuntime == 7)
    #expect(stubbed.stub.requests.map(\.target) == Array(repeating: "/v1/jobs/\(id)/execution-result", count: 4))
    let cut = try await Stubbed(Self.script([.json(#"{"status":{"id":"COMPLETED"}}"#)]))
    #expect(
      "\(try await clientError { try await cut.client.result(of: id) })".contains("without a job-execution-result"))
  }

  @Test func errorsAreFlinksFirstLines() async throws {
    let trace =
      #"{"errors":["Internal server error.","<Exception on server side:\norg.apache.flink.X: why\n\tat a.b.C\n>"]}"#
    let stubbed = try await Stubbed(Self.script([.json(trace, status: 500)]))
    let error = try await clientError { try await stubbed.client.jobs() }
    #expect(error.errors == ["Internal server error.", "org.apache.flink.X: why"])
    let other = try await Stubbed(Self.script([StubResponse(status: 502, body: .whole(Array("<html>\nno".utf8)))]))
    #expect(try await clientError { try await other.client.jobs() }.errors == ["<html>"])
    let silent = try await Stubbed(Self.script([.empty(404)]))
    let nothing = try await clientError { try await silent.client.jobs() }
    #expect(nothing.isNotFound && nothing.errors.isEmpty)
  }

  @Test(arguments: [
    ("<html>", "it is not JSON"), ("{}", #""jobs" is missing"#), (#"{"jobs":[{"id":5}]}"#, "is not a String"),
    (#"{"jobs":[{"id":"x","status":"RUNNING"}]}"#, "'x' is not a job id"),
  ])
  func answersThatAreNotWhatTheAPISays(body: String, reason: String) async throws {
    let stubbed = try await Stubbed(Self.script([.json(body)]))
    let error = try await clientError { try await stubbed.client.jobs() }
    #expect("\(error)".contains(reason) && "\(error)".contains(body))
    #expect(error.failure.domain == .infrastructure)
  }

  @Test func nobodyListens() async throws {
    let (socket, port) = try Self.portWithoutListener()
    defer { close(socket) }
    let client = try JobManagerClient(endpoint: JobManagerEndpoint(host: "127.0.0.1", port: port), token: nil)
    let error = try await clientError { try await client.overview() }
    #expect(error.isUnreachable && error.failure.domain == .infrastructure && error.failure.advice != nil)
    #expect("\(error)".hasPrefix("GET /v1/overview at http://127.0.0.1:\(port): the JobManager cannot be reached"))
    client.close()
    client.close()
    #expect("\(try await clientError { try await client.overview() })".contains("closed"))
  }

  /// A port that is taken, so that nobody else is given it, and yet refuses connections.
  private static func portWithoutListener() throws -> (socket: Int32, port: Int) {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    try #require(socket >= 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, length) + getsockname(socket, $0, &length)
      }
    }
    try #require(result == 0)
    return (socket, Int(UInt16(bigEndian: address.sin_port)))
  }

  @Test func aJobManagerThatDoesNotAnswerIsAskedOnce() async throws {
    let stub = try await StubEngine.startOnLoopback { _ in .silence }
    let client = try JobManagerClient(
      endpoint: JobManagerEndpoint(host: "127.0.0.1", port: stub.port), token: nil, timeout: .milliseconds(200))
    let error = try await clientError { try await client.overview() }
    #expect(error.reason == .timedOut(.milliseconds(200)) && error.failure.domain == .infrastructure)
    #expect(try await clientError { try await client.submit(Self.job) }.reason == .timedOut(.milliseconds(200)))
    #expect(stub.requests.count == 2)
  }

  @Test func waitingIsCancelled() async throws {
    let stubbed = try await Stubbed(Self.script([.json(#"{"status":"RUNNING"}"#)]))
    let waiting = Task { try await stubbed.client.waitForEnd(of: .random()) }
    try await eventually("it looks again and again") { stubbed.stub.requests.count > 2 }
    waiting.cancel()
    await #expect(throws: CancellationError.self) { try await waiting.value }
  }

  @Test func savepointsAreWaitedForAndNamedByTheClient() async throws {
    let started = StubResponse.json(#"{"request-id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}"#, status: 202)
    let pending = StubResponse.json(#"{"status":{"id":"IN_PROGRESS"},"operation":null}"#)
    let done = StubResponse.json(#"{"status":{"id":"COMPLETED"},"operation":{"location":"/sp/1"}}"#)
    let stubbed = try await Stubbed(Self.script([.hangUp, started, pending, done]))
    let job = JobID.random()
    #expect(try await stubbed.client.stop(job, target: "/sp", drain: true) == "/sp/1")
    let requests = stubbed.stub.requests
    #expect(requests.map(\.method) == ["POST", "POST", "GET", "GET"])
    #expect(requests[0].text == requests[1].text, "made again under the same name")
    #expect(requests[0].text.contains(#""drain":true,"targetDirectory":"/sp","triggerId":""#))
    #expect(requests[2].target == "/v1/jobs/\(job)/savepoints/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")
  }

  @Test func aSavepointThatFailsSaysWhy() async throws {
    let started = StubResponse.json(#"{"request-id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}"#, status: 202)
    let failed = StubResponse.json(
      #"""
      {"status":{"id":"COMPLETED"},"operation":{"failure-cause":{"class":"java.io.IOException","stack-trace":
      "java.util.concurrent.CompletionException: x\n\tat a.b(c.java:1)\nCaused by: java.io.IOException: disk full\n"}}}
      """#)
    let stubbed = try await Stubbed(Self.script([started, failed]))
    let failure = try await clientError { _ = try await stubbed.client.takeSavepoint(of: .random()) }.failure
    #expect(failure.domain == .infrastructure)
    #expect(failure.message == "java.io.IOException: disk full")
    let disposal = try await Stubbed(
      Self.script([started, .json(#"{"status":{"id":"COMPLETED"},"operation":{}}"#)]))
    try await disposal.client.disposeSavepoint("/sp/1")
    #expect(disposal.stub.requests.map(\.method) == ["POST", "GET"])
  }

  @Test func callsMayBeCarriedOtherwise() async throws {
    let carried = Mutex<[RestExchange.Request]>([])
    let client = JobManagerClient(
      of: "the JobManager of cluster 'x'",
      by: RestExchange { request in
        carried.withLock { $0.append(request) }
        guard request.method == "GET" else { throw RestExchange.Unreachable("its container has ended") }
        return RestExchange.Answer(status: 200, body: Array(#"{"status":"RUNNING"}"#.utf8))
      })
    let job = JobID.random()
    #expect(try await client.status(of: job) == .running)
    let error = try await clientError { try await client.cancel(job) }
    #expect(error.isUnreachable)
    let place = "the JobManager of cluster 'x': the JobManager cannot be reached"
    #expect("\(error)".contains("\(place): its container has ended"))
    #expect(
      carried.withLock { $0 }.map(\.target) == ["/v1/jobs/\(job)/status", "/v1/jobs/\(job)?mode=cancel"])
  }

  @Test func addressesOfRestAPIs() throws {
    #expect(try JobManagerEndpoint(url: "http://127.0.0.1:8081/") == .init(host: "127.0.0.1", port: 8081))
    let six = try JobManagerEndpoint(url: "https://[::1]:443")
    #expect(six == .init(host: "::1", port: 443, isSecure: true))
    #expect("\(six)" == "https://[::1]:443")
    for url in [
      "", "127.0.0.1:8081", "http://host", "http://host:0", "http://host:70000", "ftp://host:1", "http://:1",
      "http://a b:1", "http://u@h:1", "http://h:1/v1", "http://::1:80", "http://[]:1",
    ] {
      let failure = #expect(throws: Failure.self, "\(url)") { try JobManagerEndpoint(url: url) }
      #expect(failure?.domain == .usage)
    }
  }
}
