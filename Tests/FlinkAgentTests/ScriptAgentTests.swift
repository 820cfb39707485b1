import ChildProcess
import DreyModel
import Glibc
import Testing

@testable import FlinkAgent

@Suite struct ScriptAgentTests {
  private func run(_ standIn: StandIn, _ arguments: [String] = []) async throws -> Int32 {
    try await ScriptAgent(standIn.member(["client"] + arguments)).run(interruption: Completion())
  }

  private func error(_ number: Int, _ cause: String) -> String {
    #"printf '\036ERROR\037drey.sql\037\#(number)\037a.B: b\\nCaused by: \#(cause)\n' >&2; exit 1"#
  }

  @Test func theStatementsAreHandedToFlinksCompiler() async throws {
    let standIn = try StandIn(#"printf '%s\n' "$@" > "$FOLDER/arguments""#)
    try standIn.setScript("report.sql", "SET 'a' = 'b';\nSELECT 1;")
    #expect(try await run(standIn, ["-D", "execution.attached=false"]) == 0)
    let folder = "\(standIn.folder)/scratch/drey-flink"
    let arguments = try #require(standIn.content("arguments")).split(separator: "\n").map(String.init)
    #expect(
      arguments.suffix(6) == [
        "org.codehaus.janino.SimpleCompiler", "\(folder)/SQLScript.java", "SQLScript", "\(folder)/conf",
        "\(folder)/statements", "false",
      ])
    #expect(standIn.content("scratch/drey-flink/statements")?.contains("SELECT 1") == true)
    #expect(standIn.content("scratch/drey-flink/SQLScript.java")?.contains("class SQLScript") == true)
    #expect(standIn.end == ApplicationResult(status: .succeeded, jobs: []))
  }

  @Test func aFailingStatementIsNamed() async throws {
    let standIn = try StandIn(error(1, "c.D: because"))
    try standIn.setScript("report.sql", "SHOW TABLES;\n\nSELECT\n  nope;")
    #expect(try await run(standIn) == 1)
    #expect(standIn.end?.failure?.domain == .user)
    #expect(standIn.end?.failure?.message == "report.sql, line 3, SELECT nope: c.D: because")
  }

  @Test func aCancelledJobIsNoFailureOfTheScript() async throws {
    let standIn = try StandIn(error(0, "org.apache.flink.runtime.client.JobCancellationException: Job was cancelled."))
    try standIn.setScript("report.sql", "INSERT INTO a SELECT 1;")
    #expect(try await run(standIn) == ExitCode.cancelled.rawValue)
    #expect(standIn.end?.status == .canceled)
  }

  @Test func whatCannotRunIsRefused() async throws {
    let standIn = try StandIn("exit 0")
    try standIn.setScript("report.sql", "-- nothing")
    await #expect(throws: Failure.self) { try await run(standIn) }
    let other = try StandIn("exit 0")
    try other.setScript("report.sql", "SELECT 1;")
    await #expect(throws: Failure.self) { try await run(other, ["--", "argument"]) }
    let python = try StandIn("exit 0")
    try python.setScript("job.py", "print(1)")
    do {
      _ = try await run(python)
      Issue.record("it ran")
    } catch {
      let failure = try #require(error as? Failure)
      #expect(failure.domain == .usage)
      #expect(failure.message.contains("flink-python"))
    }
  }

  @Test func jobsAreReportedBeforeTheyAreSubmitted() async throws {
    let id = String(repeating: "0a", count: 16)
    let standIn = try StandIn(
      #"printf '\036INFO\037o.RestClusterClient\037Submitting job '"'x'"' (\#(id)).\037\n' >&2"#)
    try standIn.setScript("report.sql", "SELECT 1;")
    #expect(try await run(standIn) == 0)
    let job = try #require(JobID(hex: id))
    #expect(standIn.events.contains(.jobStatusChanged(jobID: job, name: "x", status: .created, failure: nil)))
  }

  @Test func whatPythonSaysOfItsEndIsTold() async throws {
    let standIn = try StandIn(
      #"""
      printf 'Caused by: ValueError: on purpose\n\t... 2 more\n\n'
      printf '\036ERROR\037o.CliFrontend\037Error\037a.B: b\\nCaused by: a.E: Python process exits with code: 1\n' >&2
      """#)
    try standIn.setScript("job.py", "")
    let member = try standIn.member(["client"])
    let program = PythonProgram("/opt/flink/usrlib/job.py", member)
    let command = try member.prepare(mainClass: program.mainClass, mainArguments: try program.mainArguments())
    let output = ClientOutput(to: STDERR_FILENO)
    let machine = try JavaMachine(command, events: member.events, onOutput: { output.line($0) })
    let end = await machine.wait()
    #expect(program.failure(end, machine, lastOutput: output.lastLine).message == "job.py: ValueError: on purpose")
    #expect(command.arguments.suffix(3) == ["python3", "-py", "/opt/flink/usrlib/job.py"])
  }
}
