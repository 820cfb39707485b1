import DockerEngine
import DreyModel
import Testing

@testable import DreyDeploy

@Suite struct FlinkModeTests {
  private let images: ClusterImages = {
    var images = ClusterImages(jobManager: "application:1", taskManager: "application:1")
    images.entryClass = "com.example.Orders"
    images.savepoint = SavepointRestore(path: "/data/sp 1", allowsNonRestoredState: true)
    return images
  }()
  private let observed = ObservedEngine(
    cpus: 4, isPodman: false, containerNames: [], networkNames: [], volumeNames: [], takenSubnets: [])

  private func spec(_ options: [String: String] = [:]) throws -> ClusterSpec {
    ClusterSpec(
      name: try ClusterName("orders"), engine: ClusterEngine(.flink), arguments: ["--input", "x"], taskManagers: 2,
      slots: 3, parallelism: 4, options: Options(options))
  }

  private func plan(_ layout: ClusterLayout) throws -> Plan<DockerOperation> {
    try DockerPlanner(runID: "run", lifetime: ClusterLifetime(created: 0)).plan(layout, observed: observed)
  }

  private func containers(_ layout: ClusterLayout) throws -> [String: ContainerSpec] {
    var all: [String: ContainerSpec] = [:]
    for case .createContainer(let spec, let name) in try plan(layout).nodes.map(\.operation) { all[name] = spec }
    return all
  }

  /// What follows every occurrence of a word.
  private func values(_ word: String, in arguments: [String]?) -> [String] {
    let arguments = arguments ?? []
    return zip(arguments, arguments.dropFirst()).filter { $0.0 == word }.map(\.1)
  }

  @Test func jobManagerIsToldClassSavepointOptionsAndMemory() throws {
    let jobManager = try ApplicationMode().layout(of: try spec(["a.b": "c=d"]), images: images).jobManager
    let arguments = try #require(jobManager?.arguments)
    #expect(
      arguments.prefix(6) == [
        "standalone-job", "--job-classname", "com.example.Orders", "--fromSavepoint", "/data/sp 1",
        "--allowNonRestoredState",
      ])
    #expect(arguments.suffix(3) == ["--", "--input", "x"])
    #expect(values("-D", in: arguments).contains("a.b=c=d"))
    #expect(values("-D", in: arguments).contains("parallelism.default=4"))
    #expect(values("-J", in: arguments).contains { $0.hasPrefix("-Xmx") })
  }

  @Test func whatASpecSaysCountsMoreThanDefaults() throws {
    let layout = try SessionMode().layout(of: try spec(["heartbeat.timeout": "77"]), images: images)
    for member in layout.members {
      #expect(
        values("-D", in: member.arguments).filter { $0.hasPrefix("heartbeat.timeout=") } == ["heartbeat.timeout=77"])
    }
  }

  @Test func jobClusterHasAClientThatKnowsTheTokenAndNobodyEntersFromOutside() throws {
    let layout = try JobMode(job: []).layout(of: try spec(), images: images)
    #expect(layout.members.map(\.role) == [.jobManager, .taskManager, .taskManager, .client])
    let options = values("-D", in: layout.jobManager?.arguments)
    #expect(options.contains("jobmanager.single-job=true"))
    let containers = try containers(layout)
    let tokens = containers.filter { _, spec in
      spec.host.mounts.contains { $0.target == ContainerContract.Path.restFolder }
    }
    #expect(tokens.keys.sorted() == ["drey-orders-client", "drey-orders-jobmanager"])
    #expect(containers.values.allSatisfy { $0.host.portBindings.isEmpty && $0.exposedPorts.isEmpty })
    let command = try #require(containers["drey-orders-client"]?.command)
    #expect(command.suffix(3) == ["--", "--input", "x"])
  }

  @Test func theTokenIsThereBeforeAnyoneStarts() throws {
    let plan = try plan(try JobMode(job: []).layout(of: try spec(), images: images))
    let put = try #require(plan.nodes.first { $0.operation == .putRestToken(container: "drey-orders-jobmanager") })
    let start = try #require(plan.nodes.first { $0.operation == .start(container: "drey-orders-jobmanager") })
    let client = try #require(plan.nodes.first { $0.operation == .start(container: "drey-orders-client") })
    #expect(start.dependencies.contains(put.id))
    #expect(client.dependencies.contains(start.id))
  }

  @Test func scratchIsALabelledVolumeOfItsOwnAndLimitsAreThoseOfFlink() throws {
    for (name, spec) in try containers(try SessionMode().layout(of: try spec(), images: images)) {
      let scratch = try #require(spec.host.mounts.first { $0.target == ContainerContract.Path.scratch })
      guard case .volume(nil, _, let labels) = scratch.kind else {
        Issue.record("\(name): \(scratch)")
        continue
      }
      #expect(labels[Label.run] == "run" && !scratch.isReadOnly)
      #expect(spec.host.tmpfs.isEmpty && spec.host.readOnlyRootFilesystem)
      #expect(spec.host.memory == (name.hasSuffix("jobmanager") ? 1600 << 20 : 1728 << 20))
    }
  }

  @Test func composeFileHasTheClientAndKeepsScratchWritable() throws {
    let text = try ComposeExport.file(of: try JobMode(job: []).layout(of: try spec(), images: images))
    #expect(text.contains("client:") && text.contains("--job-classname"))
    let application = try ComposeExport.file(of: try ApplicationMode().layout(of: try spec(), images: images))
    #expect(application.contains("target: /tmp"))
  }

  @Test func anApplicationThatTheEngineCannotRunIsRefused() throws {
    let jar = ApplicationSource.jar(path: "a.jar")
    let executable = ApplicationSource.executable(path: "a")
    let none = JarSelection()
    func refusal(_ source: ApplicationSource, _ kind: ClusterEngine.Kind, _ selection: JarSelection) throws -> String {
      let error = try #require(throws: Failure.self) {
        try source.check(on: ClusterEngine(kind), selection, product: nil)
      }
      #expect(error.domain == .usage)
      return error.description
    }
    #expect(try refusal(jar, .drey, none).contains("--engine flink"))
    #expect(try refusal(executable, .flink, none).contains(".jar"))
    #expect(try refusal(executable, .drey, JarSelection(entryClass: "A")).contains("--engine flink"))
    try jar.check(on: ClusterEngine(.flink), JarSelection(entryClass: "A"), product: nil)
    try executable.check(on: ClusterEngine(), none, product: "p")
  }

  @Test func theLocalTargetRefusesApacheFlink() throws {
    #expect(throws: Failure.self) { try LocalLimits.check(try spec()) }
  }
}
