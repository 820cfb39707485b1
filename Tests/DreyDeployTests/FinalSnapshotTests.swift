import DreyModel
import Testing

@testable import DreyDeploy

/// What is taken of jobs when a run is interrupted.
@Suite struct FinalSnapshotTests {
  private static func spec(
    _ options: [String: String] = [:], volumes: [String] = ["/home/me/data:/data:rw"]
  ) throws
    -> ClusterSpec
  {
    var spec = ClusterSpec(name: try ClusterName("orders"))
    spec.options = Options(options)
    spec.volumes = try volumes.map { try VolumeMount(parsing: $0, relativeTo: "/") }
    return spec
  }

  private static let savepoints = "execution.checkpointing.savepoint-dir"
  private static let checkpoints = "execution.checkpointing.dir"

  @Test(
    arguments: [
      ([savepoints: "/data/sp"], .savepoint), ([savepoints: "file:///data/sp"], .savepoint),
      ([savepoints: "/data"], .savepoint), ([checkpoints: "/data/c"], .checkpoint),
      ([savepoints: "/data/sp", checkpoints: "/data/c"], .savepoint),
      ([savepoints: "/var/lib/drey/savepoints", checkpoints: "/data/c"], .checkpoint),
    ] as [([String: String], FinalSnapshot)])
  func whatOutlivesTheClusterIsTaken(options: [String: String], expected: FinalSnapshot) throws {
    #expect(FinalSnapshot(nil, of: try Self.spec(options), on: .docker) == expected)
  }

  @Test func whatDoesNotIsNamed() throws {
    for options in [[:], [Self.savepoints: "/database/sp"], [Self.savepoints: "/var/lib/drey/savepoints"]] {
      guard case .none(let advice?) = FinalSnapshot(nil, of: try Self.spec(options), on: .docker) else {
        Issue.record("\(options)")
        continue
      }
      #expect(advice.contains(Self.savepoints) && advice.contains("--volume"))
    }
    let readOnly = try Self.spec([Self.savepoints: "/data/sp"], volumes: ["/home/me/data:/data"])
    #expect(FinalSnapshot(nil, of: readOnly, on: .docker) != .savepoint)
    let local = try Self.spec([Self.savepoints: "/home/me/sp"], volumes: [])
    #expect(FinalSnapshot(nil, of: local, on: .local) == .savepoint)
  }

  @Test func aWishCounts() throws {
    let both = try Self.spec([Self.savepoints: "/data/sp", Self.checkpoints: "/data/c"])
    #expect(FinalSnapshot(.cancel, of: both, on: .docker) == .none(advice: nil))
    #expect(FinalSnapshot(.checkpoint, of: both, on: .docker) == .checkpoint)
    let one = try Self.spec([Self.savepoints: "/data/sp"])
    guard case .none(let advice?) = FinalSnapshot(.checkpoint, of: one, on: .docker) else {
      Issue.record("it is taken")
      return
    }
    #expect(advice.contains(Self.checkpoints))
  }

  @Test func pathsAreThoseOfThisMachine() throws {
    let spec = try Self.spec()
    #expect(spec.hostPath(of: "/data/sp/savepoint-1", on: .docker) == "/home/me/data/sp/savepoint-1")
    #expect(spec.hostPath(of: "/var/lib/drey/savepoints/x", on: .docker) == nil)
    #expect(spec.hostPath(of: "/var/lib/drey/savepoints/x", on: .local) == "/var/lib/drey/savepoints/x")
  }
}
