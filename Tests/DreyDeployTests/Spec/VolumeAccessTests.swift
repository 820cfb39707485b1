import CFiles
import DreyModel
import FoundationEssentials
import Glibc
import Testing

@testable import DreyDeploy

@Suite struct VolumeAccessTests {
  private let volume = VolumeMount(source: "/src", target: "/data", writable: true)
  private let user = 9999

  private func list(_ entries: [(AccessControlList.Kind, Int, Int)]) throws -> AccessControlList {
    let bytes: [UInt8] =
      [2, 0, 0, 0]
      + entries.flatMap { kind, rights, id in
        [UInt8(kind.rawValue), 0, UInt8(rights), 0] + (0..<4).map { UInt8(truncatingIfNeeded: id >> (8 * $0)) }
      }
    return try #require(AccessControlList(bytes: bytes))
  }

  @Test func theModeDecidesWhereThereIsNoList() {
    #expect(FileRights(mode: 0o750, owner: 9999, group: 0).rights(user: user, group: user) == 7)
    #expect(FileRights(mode: 0o750, owner: 0, group: 9999).rights(user: user, group: user) == 5)
    #expect(FileRights(mode: 0o754, owner: 0, group: 0).rights(user: user, group: user) == 4)
  }

  @Test func anAccessControlListMayOpenOrCloseAFolder() throws {
    let opened = try list([(.owner, 7, -1), (.user, 7, 9999), (.owningGroup, 0, -1), (.mask, 7, -1), (.others, 0, -1)])
    #expect(FileRights(mode: 0o770, owner: 0, group: 0, list: opened).rights(user: user, group: user) == 7)
    let masked = try list([(.owner, 7, -1), (.user, 7, 9999), (.owningGroup, 0, -1), (.mask, 4, -1), (.others, 0, -1)])
    #expect(FileRights(mode: 0o740, owner: 0, group: 0, list: masked).rights(user: user, group: user) == 4)
    let closed = try list([(.owner, 7, -1), (.user, 0, 9999), (.owningGroup, 7, -1), (.mask, 7, -1), (.others, 7, -1)])
    #expect(FileRights(mode: 0o777, owner: 0, group: 0, list: closed).rights(user: user, group: user) == 0)
    let group = try list([(.owner, 7, -1), (.owningGroup, 0, -1), (.group, 6, 9999), (.mask, 7, -1), (.others, 0, -1)])
    #expect(FileRights(mode: 0o770, owner: 0, group: 0, list: group).rights(user: user, group: user) == 6)
    #expect(AccessControlList(bytes: [1, 0, 0, 0]) == nil && AccessControlList(bytes: []) == nil)
  }

  @Test func advisesWhatHelpsOnTheEngineAtHand() throws {
    let closed = FileRights(mode: 0o700, owner: 0, group: 0)
    guard case .refused(let failure) = VolumeAccess.judge(volume, closed, needed: 7, users: .same, hasOwnRules: false)
    else {
      Issue.record("a folder that is closed was taken")
      return
    }
    #expect(failure.domain == .usage && failure.advice?.contains("chown 9999 /src") == true)
    for option in ["name=userns", "name=rootless"] {
      let users = EngineUsers(securityOptions: ["name=seccomp,profile=default", option])
      guard case .unknown(let why) = VolumeAccess.judge(volume, closed, needed: 7, users: users, hasOwnRules: false)
      else {
        Issue.record("\(option): a folder was judged by users that are not those of the engine")
        return
      }
      #expect(!why.contains("chown 9999") && why.contains("/src"))
    }
    let open = FileRights(mode: 0o777, owner: 0, group: 0)
    #expect(
      VolumeAccess.judge(volume, open, needed: 7, users: .mapped("maps users"), hasOwnRules: false) == .allowed)
    #expect(EngineUsers(securityOptions: ["name=apparmor", "name=seccomp,profile=default"]) == .same)
  }

  @Test func whatAServerDecidesIsAWarning() {
    let closed = FileRights(mode: 0o700, owner: 0, group: 0)
    guard case .unknown = VolumeAccess.judge(volume, closed, needed: 7, users: .same, hasOwnRules: true) else {
      Issue.record("a file system with rules of its own was judged by its modes")
      return
    }
  }

  /// A file system that knows no such lists says so.
  @Test func aListIsReadFromAFile() throws {
    let path = FileManager.default.temporaryDirectory.path + "/acl-\(UInt64.random(in: 0 ... .max))"
    try Data().write(to: URL(filePath: path))
    defer { unlink(path) }
    var bytes: [UInt8] = [2, 0, 0, 0]
    for (kind, rights, id) in [(1, 6, -1), (2, 7, 9999), (4, 0, -1), (16, 7, -1), (32, 0, -1)] {
      bytes += [UInt8(kind), 0, UInt8(rights), 0] + (0..<4).map { UInt8(truncatingIfNeeded: id >> (8 * $0)) }
    }
    guard setxattr(path, "system.posix_acl_access", bytes, bytes.count, 0) == 0 else {
      #expect(errno == EOPNOTSUPP)
      return
    }
    let volume = VolumeMount(source: path, target: "/data", writable: true)
    #expect(VolumeAccess.of(volume, users: .same) == .allowed)
    #expect(AccessControlList(of: path)?.entries.count == 5)
  }
}
