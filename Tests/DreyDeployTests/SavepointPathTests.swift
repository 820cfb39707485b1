import DreyModel
import FoundationEssentials
import Testing

@testable import DreyDeploy

/// Where a savepoint is that a user names.
@Suite struct SavepointPathTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/savepoint-\(UInt64.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder + "/sp-1", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func path(_ text: String, _ volumes: [VolumeMount], hasState: Bool = false) -> Result<String, Failure> {
    do throws(Failure) {
      return .success(try SavepointPath(volumes: volumes, hasState: hasState).inMembers(text))
    } catch { return .failure(error) }
  }

  @Test func itsPathInTheContainersOrOnThisMachineIsTheSame() throws {
    try withFolder { folder in
      let volumes = [VolumeMount(source: folder, target: "/savepoints", writable: false)]
      for text in ["/savepoints/sp-1", "file:///savepoints/sp-1", "\(folder)/sp-1", "file://\(folder)/sp-1"] {
        let found = try path(text, volumes).get()
        #expect(found == "/savepoints/sp-1", "\(text)")
      }
      let whole = try path("/savepoints", volumes).get()
      #expect(whole == "/savepoints")
    }
  }

  @Test func whatIsNotThereIsRefused() throws {
    try withFolder { folder in
      let volumes = [VolumeMount(source: folder, target: "/savepoints", writable: false)]
      for text in ["/savepoints/sp-2", "\(folder)/sp-2", "/savepointsX/sp-1", "sp-1", "/var/lib/drey/savepoints/sp-1"] {
        guard case .failure(let failure) = path(text, volumes) else {
          Issue.record("\(text) was taken")
          continue
        }
        #expect(failure.domain == .usage && failure.message.contains(text), "\(failure)")
      }
    }
  }

  @Test func aSessionHasWhatItsJobsLeft() throws {
    let text = "/var/lib/drey/savepoints/sp-1"
    let found = try path(text, [], hasState: true).get()
    #expect(found == text)
  }

  @Test func whatIsOnAnotherMachineIsBelieved() throws {
    let volumes = [VolumeMount(source: "/not/on/this/machine", target: "/savepoints", writable: false)]
    let found = try path("/savepoints/sp-1", volumes).get()
    #expect(found == "/savepoints/sp-1")
  }

  @Test func jobsAreToldByOptions() throws {
    try withFolder { folder in
      var spec = ClusterSpec(name: try ClusterName("orders"))
      spec.volumes = [VolumeMount(source: folder, target: "/savepoints", writable: false)]
      let restore = SavepointRestore(path: "\(folder)/sp-1", allowsNonRestoredState: true)
      let options = try spec.going(on: restore, target: .docker).options
      #expect(options[.statePath] == "/savepoints/sp-1" && options[.ignoreUnclaimedState] == "true")
      #expect(try spec.going(on: restore, target: .local).options[.statePath] == "\(folder)/sp-1")
      #expect(try spec.going(on: nil, target: .docker) == spec)
    }
  }
}
