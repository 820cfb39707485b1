import ArgumentParser
import DreyDeploy
import DreyModel
import Testing

@testable import DreyCLI

@Suite struct CommandLineTests {
  @Test(arguments: [("90s", 90_000), ("10m", 600_000), ("2h", 7_200_000), ("250ms", 250), ("1.5", 1500)])
  func lengthsOfTimeAreRead(text: String, milliseconds: Int) throws {
    #expect(try Timeout.parse(text) == .milliseconds(milliseconds))
  }

  @Test(arguments: ["", "s", "-1s", "0", "10x", "1e99h", "ten"]) func otherTextIsNoLengthOfTime(text: String) {
    #expect(throws: ValidationError.self) { try Timeout.parse(text) }
  }

  @Test func theModeIsApplicationUnlessGiven() async throws {
    #expect(try await RunCommand.asyncParse(["app"]).mode == .application)
    #expect(try await RunCommand.asyncParse(["app", "--mode", "job"]).mode == .job)
    await #expect(throws: (any Error).self) { try await RunCommand.asyncParse(["app", "--mode", "swarm"]) }
  }

  @Test func sessionModeNeedsASessionAndTakesItsShape() async throws {
    #expect(try await RunCommand.asyncParse(["app", "--mode", "session", "--cluster", "s"]).cluster == "s")
    for wrong in [
      ["--mode", "session"], ["--cluster", "s"], ["--mode", "session", "--cluster", "s", "--task-managers", "2"],
      ["--mode", "session", "--cluster", "s", "--name", "n"], ["--mode", "session", "--cluster", "s", "--isolated"],
      ["--mode", "session", "--cluster", "s", "--on-failure", "keep"],
      ["--mode", "session", "--cluster", "s", "--ttl", "1h"],
    ] {
      await #expect(throws: (any Error).self) { try await RunCommand.asyncParse(["app"] + wrong) }
    }
  }

  private let name = ClusterName.random(hint: "a")

  @Test func parallelismIsAllSlotsUnlessGiven() throws {
    let options = try ClusterOptions.parse(["--task-managers", "2", "--slots", "3"])
    #expect(try options.spec(name: name, parallelism: nil).parallelism == 6)
    #expect(try options.spec(name: name, parallelism: 1).parallelism == 1)
  }

  @Test func optionsBecomeTheSpec() throws {
    let options = try ClusterOptions.parse([
      "--volume", "/a:/b:rw", "-D", "heartbeat.timeout=60000", "--taskmanager-memory", "256m",
    ])
    let spec = try options.spec(name: ClusterName("orders"), parallelism: nil, arguments: ["--x", "1"])
    #expect(spec.name.text == "orders")
    #expect(spec.volumes.map(\.writable) == [true])
    #expect(spec.options[.heartbeatTimeout] == "60000")
    #expect(spec.taskManagerResources.memory == 256 << 20)
    #expect(spec.arguments == ["--x", "1"])
  }

  @Test func networksAndTheirPoolBecomeTheSpec() throws {
    let options = try ClusterOptions.parse(["--network", "kafka", "--network", "db", "--subnet-pool", "10.1.0.0/20:27"])
    let spec = try options.spec(name: name, parallelism: nil)
    #expect(spec.networks == ["kafka", "db"])
    #expect(spec.subnetPool?.size == 27)
  }

  @Test(arguments: [
    ["--subnet-pool", "10"], ["--network", "a", "--network", "a"], ["-D", "novalue"], ["--taskmanager-memory", "1m"],
    ["--slots", "0"],
  ])
  func badOptionsAreBadUsage(arguments: [String]) throws {
    let options = try ClusterOptions.parse(arguments)
    let failure = try #require(throws: Failure.self) { try options.spec(name: name, parallelism: nil) }
    #expect(failure.domain == .usage)
  }

  @Test func hugeNumbersAreRefusedAndDoNotTrap() throws {
    let options = try ClusterOptions.parse(["--task-managers", "\(Int.max)", "--slots", "\(Int.max)"])
    #expect(throws: Failure.self) { try options.spec(name: name, parallelism: nil) }
  }

  @Test(arguments: [(0.0, "0.00"), (1.006, "1.01"), (12.3, "12.30"), (59.999, "60.00")])
  func secondsHaveTwoDecimals(value: Double, text: String) { #expect(Seconds.text(value) == text) }
}
