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

  @Test func theModeIsApplicationUnlessGiven() throws {
    #expect(try RunCommand.parse(["app"]).mode == .application)
    #expect(try RunCommand.parse(["app", "--mode", "job"]).mode == .job)
    #expect(throws: (any Error).self) { try RunCommand.parse(["app", "--mode", "swarm"]) }
  }

  @Test func parallelismIsAllSlotsUnlessGiven() throws {
    let defaults = try ClusterOptions.parse(["--task-managers", "2", "--slots", "3"])
    #expect(try defaults.spec(hint: "a", arguments: []).parallelism == 6)
    let given = try ClusterOptions.parse(["--task-managers", "2", "--parallelism", "1"])
    #expect(try given.spec(hint: "a", arguments: []).parallelism == 1)
  }

  @Test func optionsBecomeTheSpec() throws {
    let options = try ClusterOptions.parse([
      "--name", "orders", "--volume", "/a:/b:rw", "-D", "heartbeat.timeout=1000", "--taskmanager-memory", "256m",
    ])
    let spec = try options.spec(hint: "ignored", arguments: ["--x", "1"])
    #expect(spec.name.text == "orders")
    #expect(spec.volumes.map(\.writable) == [true])
    #expect(spec.options[.heartbeatTimeout] == "1000")
    #expect(spec.taskManagerResources.memory == 256 << 20)
    #expect(spec.arguments == ["--x", "1"])
  }

  @Test func networksAndTheirPoolBecomeTheSpec() throws {
    let options = try ClusterOptions.parse(["--network", "kafka", "--network", "db", "--subnet-pool", "10.1.0.0/20:27"])
    let spec = try options.spec(hint: "a", arguments: [])
    #expect(spec.networks == ["kafka", "db"])
    #expect(spec.subnetPool?.size == 27)
  }

  @Test(arguments: [
    ["--subnet-pool", "10"], ["--network", "a", "--network", "a"], ["-D", "novalue"], ["--name", "Bad Name"],
    ["--taskmanager-memory", "1m"], ["--slots", "0"],
  ])
  func badOptionsAreBadUsage(arguments: [String]) throws {
    let options = try ClusterOptions.parse(arguments)
    let failure = try #require(throws: Failure.self) { try options.spec(hint: "a", arguments: []) }
    #expect(failure.domain == .usage)
  }

  @Test func hugeNumbersAreRefusedAndDoNotTrap() throws {
    let options = try ClusterOptions.parse(["--task-managers", "\(Int.max)", "--slots", "\(Int.max)"])
    #expect(throws: Failure.self) { try options.spec(hint: "a", arguments: []) }
  }

  @Test(arguments: [(0.0, "0.00"), (1.006, "1.01"), (12.3, "12.30"), (59.999, "60.00")])
  func secondsHaveTwoDecimals(value: Double, text: String) { #expect(ProgressPrinter.seconds(value) == text) }
}
