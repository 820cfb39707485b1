import DockerEngine
import DreyDeploy
import Testing

@testable import DreyCLI

@Suite struct DoctorTests {
  @Test func absentSocketsAreMendedByInstallingDocker() {
    let candidate = EngineCandidate(source: "usual path", endpoint: .unix("/var/run/docker.sock"))
    let findings = EngineExamination.unreachable([ConnectionAttempt(candidate, .noSuchFile)])
    #expect(findings.map(\.verdict) == [.bad])
    #expect(findings[0].text.contains("no such file"))
    #expect(findings[0].mend?.contains("apt-get install docker.io") == true)
  }

  @Test func deniedSocketNamesTheGroupToJoin() {
    let candidate = EngineCandidate(source: "usual path", endpoint: .unix("/var/run/docker.sock"))
    let findings = EngineExamination.unreachable([ConnectionAttempt(candidate, .permissionDenied(group: "docker"))])
    #expect(findings[0].detail.contains("usermod -aG docker"))
  }

  @Test func librariesThatAreMissingAreNamedWithTheirPackages() {
    let finding = LibraryExamination.finding(missing: BuildLibrary.all.filter { $0.name.hasPrefix("z") })
    #expect(finding.verdict == .warning && finding.detail.contains("missing: z, zstd;"))
    #expect(finding.mend == "On Debian or Ubuntu: sudo apt-get install zlib1g-dev libzstd-dev")
    #expect(LibraryExamination.finding(missing: []).verdict == .good)
  }

  @Test func littleFreeMemoryIsAWarning() throws {
    let table = "MemTotal: 8000000 kB\nMemAvailable: 1000 kB\n"
    #expect(try #require(HostExamination.memory(table)).verdict == .warning)
    #expect(try #require(HostExamination.memory("MemAvailable: 9000000 kB")).verdict == .good)
    #expect(HostExamination.memory("nothing of the kind") == nil)
  }
}
