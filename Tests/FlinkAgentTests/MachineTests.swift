import ChildProcess
import DreyModel
import Testing

@testable import FlinkAgent

@Suite struct MachineTests {
  private static let error = #"printf '\036ERROR\037org.x.Y\037It failed\037a.B: b\\nCaused by: c.D: because\n' >&2"#

  @Test func aTaskManagersJVMThatDiesIsStartedAgain() async throws {
    let standIn = try StandIn(
      """
      echo x >> "$FOLDER/starts"
      [ "$(wc -l < "$FOLDER/starts")" -lt 3 ] && { echo 'native trouble' >&2; exit 9; }
      echo ready > "$FOLDER/ready"; exec sleep 1000
      """)
    let interruption = Completion<Void>()
    let agent = TaskManagerAgent(try standIn.member(["taskmanager", "-J", "-Xmx1m"]))
    async let code = agent.run(interruption: interruption)
    try await eventually { standIn.content("ready") != nil }
    interruption.complete(())
    #expect(try await code == 0)
    #expect(standIn.content("starts") == "x\nx\nx\n")
    let logs = standIn.events.compactMap { if case .log(_, _, let message) = $0 { message } else { nil } }
    #expect(logs.contains("native trouble"))
    #expect(logs.count { $0.contains("starting it again") } == 2)
  }

  @Test func theJVMGetsConfigurationAndOptions() async throws {
    let standIn = try StandIn(#"printf '%s\n' "$@" > "$FOLDER/arguments"; env > "$FOLDER/variables"; pwd; exit 0"#)
    let member = try standIn.member([
      "client", "-J", "-Xmx1m", "-D", "a.b=c d", "-D", "rest.address=127.0.0.1", "--", "it's", "",
    ])
    #expect(try await ClientAgent(member).run(interruption: Completion()) == 0)
    let arguments = try #require(standIn.content("arguments")).split(separator: "\n").map(String.init)
    #expect(arguments.contains("-Xmx1m"))
    #expect(arguments.suffix(2) == ["\(standIn.folder)/home/usrlib/app.jar", "it's"])
    #expect(standIn.content("scratch/drey-flink/conf/config.yaml")?.contains(#""a.b": "c d""#) == true)
    let variables = try #require(standIn.content("variables"))
    #expect(variables.contains("FLINK_REST_CLIENT_HEADERS=Authorization:Bearer 0123456789abcdef"))
    #expect(!variables.contains("DREY_REST_TOKEN_FILE"))
    #expect(variables.contains("LC_ALL=C.UTF-8"))
    #expect(standIn.end == ApplicationResult(status: .succeeded, jobs: []))
  }

  @Test func aMainThatFailsIsToldWithItsRootCause() async throws {
    let standIn = try StandIn("\(Self.error); exit 1")
    #expect(
      try await ClientAgent(standIn.member(["client", "-D", "rest.address=127.0.0.1"])).run(interruption: Completion())
        == 1)
    #expect(standIn.end?.status == .failed)
    #expect(standIn.end?.failure?.domain == .user)
    #expect(standIn.end?.failure?.message == "c.D: because")
  }

  @Test func aClientThatSubmittedLeavesTheEndToTheJobManager() async throws {
    let standIn = try StandIn(
      #"""
      printf '\036INFO\037o.a.f.RestClusterClient\037Successfully submitted job x\037\n' >&2
      \#(Self.error); exit 1
      """#)
    #expect(
      try await ClientAgent(standIn.member(["client", "-D", "rest.address=127.0.0.1"])).run(interruption: Completion())
        == 1)
    #expect(standIn.end == nil)
  }

  @Test func aJobManagersJVMThatDiesIsInfrastructure() async throws {
    let standIn = try StandIn("\(Self.error); kill -9 $$")
    let member = try standIn.member(["jobmanager", "-D", "rest.port=0", "-D", "rest.bind-address=127.0.0.1"])
    #expect(try await JobManagerAgent(member).run(interruption: Completion()) == 3)
    let failure = try #require(standIn.end?.failure)
    #expect(failure.domain == .infrastructure)
    #expect(failure.message.contains("SIGKILL") && failure.message.contains("c.D: because"))
    #expect(failure.advice?.contains("memory") == true)
  }

  @Test func whatTheLogTellsCountsWhereTheJVMIsGone() async throws {
    let logger = "o.a.f.ApplicationDispatcherBootstrap"
    let standIn = try StandIn(
      #"printf '\036WARN\037\#(logger)\037Application failed unexpectedly: \037a.B: b\\nCaused by: c.D: main\n' >&2; exit 2"#
    )
    let member = try standIn.member(["standalone-job", "-D", "rest.port=0", "-D", "rest.bind-address=127.0.0.1"])
    #expect(try await JobManagerAgent(member).run(interruption: Completion()) == 1)
    #expect(standIn.end?.failure?.message == "c.D: main")
  }

  @Test func anApplicationThatEndsTheJVMIsToBlame() async throws {
    let standIn = try StandIn("exit 7")
    let member = try standIn.member(["standalone-job", "-D", "rest.port=0", "-D", "rest.bind-address=127.0.0.1"])
    #expect(try await JobManagerAgent(member).run(interruption: Completion()) == 1)
    #expect(standIn.end?.failure?.message.contains("7") == true)
  }

  @Test func aSessionThatIsToldToStopDoes() async throws {
    let standIn = try StandIn("echo ready > \"$FOLDER/ready\"; exec sleep 1000")
    let interruption = Completion<Void>()
    let member = try standIn.member(["jobmanager", "-D", "rest.port=0", "-D", "rest.bind-address=127.0.0.1"])
    async let code = JobManagerAgent(member).run(interruption: interruption)
    try await eventually { standIn.content("ready") != nil }
    interruption.complete(())
    #expect(try await code == 0)
  }

  @Test func namesWithAndWithoutAnAddress() async {
    #expect(await HostName.wait(for: "localhost", upTo: .seconds(20)))
    #expect(await !HostName.wait(for: "no-such-host.invalid", upTo: .milliseconds(1)))
  }

  @Test func whatIsMissingIsNamed() throws {
    let standIn = try StandIn("exit 0")
    let failure = #expect(throws: Failure.self) {
      try FlinkHome(path: "\(standIn.folder)/none", environment: ["JAVA_HOME": "\(standIn.folder)/java"]).classPath()
    }
    #expect(failure?.domain == .usage)
    #expect(throws: Failure.self) { try FlinkHome(path: "/opt/flink", environment: ["JAVA_HOME": "/nowhere"]) }
  }

  private func eventually(_ condition: () -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while !condition() {
      try #require(ContinuousClock.now < deadline, "it did not come about")
      try await Task.sleep(for: .milliseconds(10))
    }
  }
}
