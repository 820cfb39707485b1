import DockerEngine
import DreyModel
import Testing

@testable import DreyDeploy

@Suite struct LocalTimeZoneTests {
  @Test(
    arguments: [
      (["TZ": "Asia/Tokyo"], "/usr/share/zoneinfo/Europe/Berlin", "Asia/Tokyo"), (["TZ": ""], "/x", ""),
      ([:], "/usr/share/zoneinfo/Europe/Berlin", "Europe/Berlin"), ([:], "../usr/share/zoneinfo/Etc/UTC", "Etc/UTC"),
      ([:], "/somewhere/else", nil), ([:], nil, nil),
      (["TZ": ":/etc/localtime"], "/usr/share/zoneinfo/Europe/Berlin", "Europe/Berlin"),
      (["TZ": "/usr/share/zoneinfo/Asia/Tokyo"], nil, "Asia/Tokyo"), (["TZ": ":/odd"], nil, ":/odd"),
    ] as [([String: String], String?, String?)])
  func itIsTheVariableOrTheMachines(environment: [String: String], link: String?, name: String?) {
    #expect(LocalTimeZone.name(environment: environment, link: link) == name)
  }

  @Test func membersHaveTheClientsLocalTime() throws {
    let observed = ObservedEngine(
      cpus: 2, isPodman: false, containerNames: [], networkNames: [], volumeNames: [], takenSubnets: [])
    var planner = DockerPlanner(runID: "run", lifetime: ClusterLifetime(created: 0))
    planner.timeZone = "Europe/Berlin"
    let layout = try ApplicationMode().layout(
      of: ClusterSpec(name: try ClusterName("orders")), images: ClusterImages(jobManager: "jm:1", taskManager: "tm:1"))
    for node in try planner.plan(layout, observed: observed).nodes {
      guard case .createContainer(let spec, _) = node.operation else { continue }
      #expect(spec.environment == ["TZ": "Europe/Berlin"])
    }
  }
}
