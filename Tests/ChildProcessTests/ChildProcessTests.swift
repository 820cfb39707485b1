import ChildProcess
import Glibc
import Testing

private func shell(
  _ script: String, isolation: ChildProcess.Isolation = .group, output: ChildProcess.Redirection = .inherit
) -> ChildProcess.Configuration {
  ChildProcess.Configuration(
    executable: "/bin/sh", arguments: ["-c", script], standardOutput: output, isolation: isolation)
}

@Suite struct ChildProcessTests {
  @Test(arguments: [0, 1, 7, 255]) func reportsTheExitCode(code: Int32) async throws {
    let child = try ChildProcess.spawn(shell("exit \(code)"))
    #expect(await child.wait() == .exited(code))
    #expect(await child.wait() == .exited(code), "a second wait gives the same answer")
  }

  @Test(arguments: [SIGKILL, SIGTERM, SIGILL]) func reportsTheSignal(signal: Int32) async throws {
    let child = try ChildProcess.spawn(shell("kill -\(signal) $$"))
    #expect(await child.wait() == .signaled(signal))
  }

  @Test func givesArgumentsEnvironmentAndFolder() async throws {
    let captured = try await ChildProcess.capture(
      ChildProcess.Configuration(
        executable: "sh", arguments: ["-c", "echo \"$1|$NAME|$(pwd)|$HOME\"", "sh", "a b"],
        environment: ["NAME": "value", "PATH": "/bin:/usr/bin"], workingDirectory: "/usr"))
    #expect(captured.standardOutput == ["a b|value|/usr|"])
    #expect(captured.termination.isSuccess)
  }

  @Test func capturesBothStreamsAndKeepsTheLastLines() async throws {
    let captured = try await ChildProcess.capture(
      shell("for i in 1 2 3 4; do echo $i; echo e$i >&2; done; exit 3"), lines: 2)
    #expect(captured.standardOutput == ["3", "4"])
    #expect(captured.standardError == ["e3", "e4"])
    #expect(captured.termination == .exited(3))
  }

  @Test func pipesLeadToTheChildAndBack() async throws {
    let child = try ChildProcess.spawn(
      ChildProcess.Configuration(executable: "cat", standardInput: .pipe, standardOutput: .pipe))
    let input = try #require(child.pipes.standardInput)
    let reader = try PipeReader(try #require(child.pipes.standardOutput))
    #expect(write(input, "hello\nworld", 11) == 11)
    close(input)
    #expect(await child.wait() == .exited(0))
    #expect(await reader.end(within: .seconds(10)))
    #expect(reader.tail == ["hello", "world"])
  }

  @Test func standardInputCanBeASocket() async throws {
    let pair = try SocketPair()
    var configuration = shell("read line; echo \"got $line\" >&0")
    configuration.standardInput = .descriptor(pair.child)
    let child = try ChildProcess.spawn(configuration)
    close(pair.child)
    defer { close(pair.parent) }
    #expect(write(pair.parent, "x\n", 2) == 2)
    #expect(await child.wait() == .exited(0))
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = read(pair.parent, &bytes, 16)
    #expect(String(decoding: bytes.prefix(max(0, count)), as: UTF8.self) == "got x\n")
  }

  @Test func inheritsNoOtherDescriptor() async throws {
    let leaked = dup(0)
    defer { close(leaked) }
    let captured = try await ChildProcess.capture(
      ChildProcess.Configuration(executable: "ls", arguments: ["/proc/self/fd"]))
    // 3 is the folder that ls itself has open.
    #expect(captured.standardOutput == ["0", "1", "2", "3"])
  }

  @Test func outputAndErrorCanBeSwapped() async throws {
    var configuration = shell(
      "test /proc/$$/fd/1 -ef /proc/\(getpid())/fd/2 && test /proc/$$/fd/2 -ef /proc/\(getpid())/fd/1")
    configuration.standardOutput = .descriptor(STDERR_FILENO)
    configuration.standardError = .descriptor(STDOUT_FILENO)
    let child = try ChildProcess.spawn(configuration)
    #expect(await child.wait() == .exited(0))
  }
}

@Suite struct SpawnErrorTests {
  private func error(of executable: String, in folder: String? = nil) -> SpawnError? {
    do {
      _ = try ChildProcess.spawn(ChildProcess.Configuration(executable: executable, workingDirectory: folder))
      return nil
    } catch { return error }
  }

  @Test func namesWhatIsWrong() throws {
    #expect(error(of: "/no/such/file") == .executableNotFound("/no/such/file"))
    #expect(error(of: "no-such-program-anywhere") == .executableNotFound("no-such-program-anywhere"))
    #expect(error(of: "/etc/passwd") == .notExecutable("/etc/passwd"))
    #expect(error(of: "/tmp") == .notExecutable("/tmp"))
    #expect(error(of: "/bin/true", in: "/no/such/folder") == .workingDirectory("/no/such/folder"))
  }

  @Test func aFileThatIsNoProgramIsNamed() throws {
    var template = Array("/tmp/drey-noprogram-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    try #require(descriptor >= 0)
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { unlink(path) }
    #expect(write(descriptor, "\u{7F}ELF nothing", 12) == 12)
    fchmod(descriptor, 0o700)
    close(descriptor)
    #expect(error(of: path) == .notAProgram(path))
  }
}
