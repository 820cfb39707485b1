import ArgumentParser
import FoundationEssentials
import Testing

@testable import DreyCLI
@testable import DreyDeploy

@Suite struct RenderingTests {
  private let cluster = ObservedCluster(
    name: "orders", run: "r", mode: "application",
    members: [
      ObservedMember(
        name: "jobmanager", role: "jobmanager", container: "c", containerID: "0123456789abcdef", image: "drey/j:1",
        state: ObservedMember.State("running"), labels: ["dev.drey.role": "jobmanager"])
    ], networks: [], volumes: ["drey-orders-secrets"], created: 1000, expires: nil, mayStay: true,
    labels: ["dev.drey.cluster": "orders"])

  @Test func listHasOneLinePerClusterAndAHead() throws {
    let list = ClusterList([cluster], now: 1100)
    #expect(
      try Rendering.render(list, as: .text) == """
        NAME    MODE         STATE    TASKMANAGERS  SLOTS  AGE    EXPIRES
        orders  application  running  0             0      100 s  never
        """)
    let rows = try JSONDecoder().decode([Row].self, from: Data(try Rendering.render(list, as: .json).utf8))
    #expect(rows == [Row(name: "orders", state: "running", taskManagers: 0, created: 1000)])
  }

  private struct Row: Decodable, Equatable {
    var name: String
    var state: String
    var taskManagers: Int
    var created: Int
  }

  @Test func aLongCellIsCutAndWidensNothingBeyondIt() {
    let long = String(repeating: "n", count: 1_000_000)
    let lines = TextTable(rows: [["ID", "NAME", "AGE"], ["1", long, "2 s"], ["2", "a", long]]).text.split(
      separator: "\n")
    #expect(lines.map(\.count) == [4 + 160 + 2 + 3, 4 + 160 + 2 + 3, 4 + 160 + 2 + 1_000_000])
    #expect(lines[1].contains("n…  2 s"))
  }

  @Test func aCellThatIsNoLineIsShownAsOne() {
    let text = TextTable(rows: [["NAME", "AGE"], ["a\nb\u{1B}[2J\u{9B}1m\r\n", "1 s"]]).text
    #expect(text.split(separator: "\n").last == #"a\nb\u001b[2J\u009b1m\r\n  1 s"#)
  }

  @Test func descriptionShowsMembersAndLabels() throws {
    let text = try Rendering.render(ClusterDescription(clusters: [cluster], now: 1100), as: .text)
    for part in [
      "orders", "0123456789ab ", "drey/j:1", "dev.drey.cluster=orders", "dev.drey.role=jobmanager", "secrets",
    ] { #expect(text.contains(part)) }
    #expect(!text.contains("0123456789abc"))
  }

  @Test(arguments: OutputFormat.allCases) func namesAloneAreNamesAloneInEveryFormat(format: OutputFormat) throws {
    let text = try Rendering.render(NameList(names: ["a", "b"]), as: format)
    switch format {
    case .text: #expect(text == "a\nb")
    case .json:
      let names = try JSONDecoder().decode([String].self, from: Data(text.utf8))
      #expect(names == ["a", "b"])
    }
  }

  @Test(arguments: [(45, "45 s"), (180, "3 min"), (7200, "2 h"), (172_800, "2 d"), (-5, "0 s")])
  func agesAreShort(seconds: Int, text: String) { #expect(Age.text(seconds) == text) }

  @Test func expiryIsAheadOrPast() {
    #expect(Age.expiry(nil, now: 0) == "never")
    #expect(Age.expiry(200, now: 100) == "in 100 s")
    #expect(Age.expiry(100, now: 100) == "0 s ago")
  }

  @Test func lifetimeOptionsBecomeAPolicy() throws {
    let options = try LifetimeOptions.parse(["--on-failure", "keep", "--ttl", "2h", "--post-mortem", "none"])
    let policy = try options.policy()
    #expect(policy == RunPolicy(onFailure: .keep, timeToLive: .seconds(7200)))
    let standard = try LifetimeOptions.parse([]).policy()
    #expect(standard == RunPolicy(postMortem: .standard))
    #expect(throws: (any Error).self) { try LifetimeOptions.parse(["--on-success", "maybe"]) }
  }
}
