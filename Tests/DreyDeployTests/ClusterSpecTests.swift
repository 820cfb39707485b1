import DreyDeploy
import DreyModel
import Testing

@Suite struct ClusterSpecTests {
  private func spec(_ change: (inout ClusterSpec) -> Void) throws -> ClusterSpec {
    var spec = ClusterSpec(name: try ClusterName("orders"))
    change(&spec)
    return spec
  }

  private func refusal(_ change: (inout ClusterSpec) -> Void) throws -> Failure {
    let spec = try spec(change)
    return try #require(throws: Failure.self) { try spec.validate() }
  }

  @Test func defaultsAreValid() throws {
    try spec { _ in }.validate()
  }

  @Test func parallelismBeyondTheSlotsIsRefusedWithTheArithmetic() throws {
    let failure = try refusal {
      $0.taskManagers = 2
      $0.slots = 2
      $0.parallelism = 5
    }
    #expect(failure.domain == .usage)
    #expect(failure.message == "parallelism 5 needs 5 slots, but 2 TaskManager(s) with 2 slot(s) each offer 4")
    #expect(failure.advice?.contains("--task-managers") == true)
  }

  @Test(arguments: [0, -1, 257]) func numberOfTaskManagersIsBounded(count: Int) throws {
    #expect(try refusal { $0.taskManagers = count }.message.contains("\(count) is not between 1 and 256"))
  }

  @Test func argumentsThatNoProcessCanBeGivenAreRefused() throws {
    let failure = try refusal { $0.arguments = [String(repeating: "x", count: ProgramArguments.maximumLength + 1)] }
    #expect(failure.domain == .usage)
    #expect(failure.message.contains("argument 1 of main()"))
  }

  @Test func tooLittleMemoryIsRefused() throws {
    #expect(try refusal { $0.taskManagerResources.memory = 1 << 20 }.message.contains("64 MiB"))
  }

  @Test func twoVolumesAtOnePathAreRefused() throws {
    let mount = VolumeMount(source: "/a", target: "/data", writable: false)
    #expect(try refusal { $0.volumes = [mount, mount] }.message.contains("/data"))
  }

  @Test(arguments: ["", "-a", "a-", "A", "a_b", "a.b", "żaba", String(repeating: "x", count: 41)])
  func badNamesAreRefused(text: String) throws {
    let failure = try #require(throws: Failure.self) { try ClusterName(text) }
    #expect(failure.message.contains("'\(text)'"))
  }

  @Test(arguments: ["WordCount", "my_job.v2", "---", "", "ąę", String(repeating: "long", count: 30)])
  func madeUpNamesAreValidAndDiffer(hint: String) throws {
    let first = ClusterName.random(hint: hint)
    let second = ClusterName.random(hint: hint)
    #expect(try ClusterName(first.text) == first)
    #expect(first != second)
  }

  @Test func volumesAreReadOnlyUnlessTheySayOtherwise() throws {
    let plain = try VolumeMount(parsing: "in.txt:/data/in.txt", relativeTo: "/home/me")
    #expect(plain == VolumeMount(source: "/home/me/in.txt", target: "/data/in.txt", writable: false))
    #expect(try VolumeMount(parsing: "/out:/out:rw", relativeTo: "/").writable)
    #expect(try !VolumeMount(parsing: "/out:/out:ro", relativeTo: "/").writable)
  }

  @Test(arguments: ["", "/a", ":/b", "/a:b", "/a:/", "/a:/b:rx", "/a:/b:rw:z", "/a:/run/drey/secrets", "/a:/tmp/x"])
  func badVolumesAreRefused(text: String) throws {
    let failure = try #require(throws: Failure.self) { try VolumeMount(parsing: text, relativeTo: "/") }
    #expect(failure.domain == .usage)
    #expect(failure.message.contains("'\(text)'"))
  }

  @Test(arguments: [("512m", 512 << 20), ("1g", 1 << 30), ("1.5G", 3 << 29), ("2048", 2048), ("64kb", 64 << 10)])
  func memorySizesAreRead(text: String, bytes: Int) throws {
    #expect(try Resources.memory(parsing: text) == bytes)
  }

  @Test(arguments: ["", "m", "-1g", "1t", "1 g", "1e30g", "999999999g"]) func badMemorySizesAreRefused(text: String) {
    #expect(throws: Failure.self) { try Resources.memory(parsing: text) }
  }
}
