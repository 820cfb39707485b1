import DreyModel
import Testing

@testable import ControlPlane

@Suite struct ServiceCommandLineTests {
  @Test func readsVerbOptionsAndTheApplicationsArguments() throws {
    let line = try ServiceCommandLine([
      "standalone-job", "-D", "jobmanager.rpc.address=c=d", "-Drest.port=0", "--", "-D", "--", "z",
    ])
    #expect(line.verb == .standaloneJob)
    #expect(line.options.values == ["jobmanager.rpc.address": "c=d", "rest.port": "0"])
    #expect(line.applicationArguments == ["-D", "--", "z"])
  }

  @Test(arguments: [[], ["fly"], ["taskmanager", "x"], ["taskmanager", "-D"], ["taskmanager", "-D", "novalue"]])
  func namesWhatIsWrong(arguments: [String]) {
    let error = #expect(throws: Failure.self) { try ServiceCommandLine(arguments) }
    #expect(error?.domain == .usage)
    if let last = arguments.last { #expect(error?.message.contains(last) == true) }
  }

  @Test(arguments: [
    ("execution.checkpoint.interval=1s", "execution.checkpointing.interval"),
    ("parallelism.default=many", "parallelism.default"),
    ("rest.address=x", "belongs to the cluster"),
  ])
  func anOptionThatAMemberDoesNotHaveIsRefused(option: String, named: String) {
    let error = #expect(throws: Failure.self) { try ServiceCommandLine(["jobmanager", "-D", option]) }
    #expect(error?.domain == .usage)
    #expect("\(error!)".contains(named), "\(error!)")
  }

  @Test func aTimeoutIsLongerThanTheInterval() {
    #expect(throws: Failure.self) {
      try Options(["heartbeat.interval": "100", "heartbeat.timeout": "100"]).heartbeats()
    }
    #expect(throws: Failure.self) { try Options(["blob.server.port": "65536"]).integer(.blobServerPort) }
  }

  @Test func theEnvironmentStandsInForPathsAndJobsDoNotInheritThem() {
    let environment = ["DREY_SCRATCH": "/s", "DREY_REST_TOKEN_FILE": "/t", "HOME": "/h"]
    let paths = ServicePaths(environment)
    #expect([paths.scratch, paths.restToken] == ["/s", "/t"])
    #expect(paths.clusterSecret == ContainerContract.Path.clusterSecret)
    #expect(paths.userLibrary == ContainerContract.Path.userLibrary)
    #expect(ServicePaths.removed(from: environment) == ["HOME": "/h"])
  }
}
