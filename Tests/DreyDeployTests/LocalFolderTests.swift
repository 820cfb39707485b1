import ChildProcess
import DreyModel
import FoundationEssentials
import Glibc
import Testing

@testable import DreyDeploy

@Suite struct LocalFolderTests {
  private let root = StateFolder(path: "/state")

  @Test func theFirstUsableFolderIsTaken() {
    let both = ["XDG_RUNTIME_DIR": "/run/user/7", "XDG_STATE_HOME": "/home/a/state"]
    func folder(_ environment: [String: String], usable: Bool) -> String? {
      StateFolder.candidates(environment: environment) { _ in usable }.last
    }
    #expect(folder(both, usable: true) == "/run/user/7/drey/clusters")
    #expect(folder(both, usable: false) == "/home/a/state/drey/clusters")
    #expect(folder(["XDG_STATE_HOME": "relative"], usable: true) == "/tmp/drey-\(geteuid())/clusters")
    #expect(folder([:], usable: true) == "/tmp/drey-\(geteuid())/clusters")
  }

  @Test func aFolderThatOthersMayChangeIsRefused() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/drey-state-\(UInt64.random(in: 0 ... .max))"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(mkdir(folder, 0o700) == 0)
    let state = try StateFolder.locate(environment: ["XDG_STATE_HOME": folder])
    #expect(state.path.hasSuffix("/drey/clusters"))
    chmod("\(folder)/drey", 0o770)
    let failure = try #require(throws: Failure.self) {
      try StateFolder.locate(environment: ["XDG_STATE_HOME": folder])
    }
    #expect(failure.message.contains("\(folder)/drey is no folder that this user alone can change"))
  }

  @Test func foldersOfClustersAreKnownByTheirNames() throws {
    let folder = ClusterFolder(name: try ClusterName("orders-2"), run: "a1", in: root)
    #expect(folder.path == "/state/orders-2.a1")
    #expect(folder.prepared.path == "/state/.orders-2.a1.new")
    #expect(ClusterFolder(parsing: "orders-2.a1", in: root) == folder)
    #expect(ClusterFolder(parsing: ".orders-2.a1.new", in: root) == folder.prepared)
    #expect(ClusterFolder(path: "/state/orders-2.a1", in: root) == folder)
    for other in [".lock", "orders", "orders.", "a.b.c", "Orders.a1", ""] {
      #expect(ClusterFolder(parsing: other, in: root) == nil, "\(other)")
    }
    #expect(ClusterFolder(path: "/other/orders-2.a1", in: root) == nil)
    #expect(ClusterFolder(path: "/state/orders-2.a1/jobmanager", in: root) == nil)
    #expect(
      folder.isSelected(by: .all) && folder.isSelected(by: .named("orders-2")) && folder.isSelected(by: .run("a1")))
    #expect(!folder.isSelected(by: .named("orders")) && !folder.isSelected(by: .run("a")))
  }

  @Test func processesAreFoundByWhatTheirEnvironmentSays() {
    let environment = Array("A=1\u{0}DREY_LOCAL_CLUSTER=/state/a.b\u{0}XDREY_LOCAL_MEMBER=c\u{0}".utf8)
    #expect(ProcessTable.value(of: ProcessTable.clusterVariable, in: environment) == "/state/a.b")
    #expect(ProcessTable.value(of: ProcessTable.memberVariable, in: environment) == nil)
    #expect(ProcessTable.value(of: "A", in: []) == nil)
  }

  @Test func aMemberIsWhatItsFilesAndTheKernelSay() {
    let start = MemberStart(process: "h 1 2", supervisor: "h 3 4", at: 5)
    let end = MemberEnd(.signaled(9), at: 7)
    #expect(end == MemberEnd(exitCode: 137, signal: "SIGKILL", at: 7))
    #expect(MemberState.of(start: nil, isAlive: false, end: nil) == .created)
    #expect(MemberState.of(start: start, isAlive: true, end: nil) == .running(start))
    #expect(MemberState.of(start: start, isAlive: false, end: nil) == .dead(start))
    #expect(MemberState.of(start: start, isAlive: true, end: end) == .exited(start, end))
    let report = ProcessEventReport.text([("b", .exited(start, end)), ("a", .running(start))])
    let lines = report.split(separator: "\n").map { $0.drop { $0 != " " }.dropFirst() }
    #expect(
      lines == ["process start b pid=1", "process start a pid=1", "process die b exitCode=137 signal=SIGKILL"])
    let again = ProcessEventReport.text(
      [("b", .running(MemberStart(process: "h 4 2", supervisor: "h 3 4", at: 8)))],
      earlier: [("b", [MemberLife(start: start, end: end)])])
    #expect(
      again.split(separator: "\n").map { $0.split(separator: " ").dropFirst(2).first } == ["start", "die", "start"])
  }

  @Test func processesWithoutAFolderAreAClusterAsWell() throws {
    let folder = ClusterFolder(name: try ClusterName("gone"), run: "a1", in: root)
    let observed = LocalObservation(
      folders: [], processes: [ClusterProcess(id: 1, cluster: folder, member: nil)]
    ).clusters(.all)
    #expect(observed.map(\.name) == ["gone"] && observed.map(\.run) == ["a1"])
    #expect(observed.map(\.state) == [.leftovers])
  }
}
