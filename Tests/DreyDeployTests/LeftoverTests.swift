import FoundationEssentials
import Glibc
import Testing

@testable import DreyDeploy

@Suite struct LeftoverTests {
  @Test func whatIsOldAndMayGoGoes() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/drey-leftovers-\(UInt64.random(in: 0 ... .max))"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for name in [".old", ".new", "kept"] {
      try FileManager.default.createDirectory(atPath: "\(folder)/\(name)/sub", withIntermediateDirectories: true)
    }
    for name in [".old", "kept"] {
      var times = [timespec(tv_sec: 1, tv_nsec: 0), timespec(tv_sec: time(nil) - 3700, tv_nsec: 0)]
      try #require(utimensat(AT_FDCWD, "\(folder)/\(name)", &times, 0) == 0)
    }
    Leftovers.remove(from: folder, unchangedFor: .seconds(3600)) { $0.hasPrefix(".") }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == [".new", "kept"])
    Leftovers.remove(from: "\(folder)/missing", unchangedFor: .zero) { _ in true }
  }
}
