import ChildProcess
import DreyModel
import Glibc
import Testing

@testable import TaskManager

@Suite struct StartFailureTests {
  private static func spawn(_ path: String, _ arguments: [String] = []) -> SpawnError? {
    do throws(SpawnError) {
      _ = try ChildProcess.spawn(ChildProcess.Configuration(executable: path, arguments: arguments))
      return nil
    } catch { return error }
  }

  @Test func argumentsThatAreTooLongAreTheUsersAndStaySo() throws {
    let error = try #require(
      Self.spawn("/bin/true", [String(repeating: "x", count: ProgramArguments.maximumLength + 1)]))
    let failure = StartFailure.make(error, isThere: true)
    #expect(failure.isPermanent)
    #expect(failure.domain == .usage)
    #expect(failure.message.contains("arguments"))
    #expect(failure.advice?.contains("/tmp") == false)
    #expect(Self.spawn("/bin/true", [String(repeating: "x", count: ProgramArguments.maximumLength)]) == nil)
  }

  @Test func whatIsNoProgramHereStaysSo() throws {
    let error = try #require(Self.spawn("/etc/passwd"))
    #expect(StartFailure.make(error, isThere: true).isPermanent)
    #expect(StartFailure.make(.notAProgram("x"), isThere: true).isPermanent)
  }

  @Test func anExecutableThatIsGoneIsFetchedAgainAndALoaderThatIsMissingIsNot() throws {
    let error = try #require(Self.spawn("/no/such/program"))
    #expect(!StartFailure.make(error, isThere: false).isPermanent)
    let loader = StartFailure.make(error, isThere: true)
    #expect(loader.isPermanent)
    #expect(loader.advice?.contains("statically") == true)
  }

  @Test(arguments: [EAGAIN, ENOMEM, EMFILE, ENFILE, ETXTBSY, EIO]) func whatMayBeBetterLaterIsTriedAgain(code: Int32) {
    let failure = StartFailure.make(.system(operation: "posix_spawn of 'x'", errno: code), isThere: true)
    #expect(failure.domain == .infrastructure)
    #expect(!failure.isPermanent)
  }
}
