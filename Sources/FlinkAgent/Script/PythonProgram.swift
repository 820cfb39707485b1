import ChildProcess
import DreyModel

/// A Python job, run by Flink's command line, which starts Python beside itself.
struct PythonProgram: ScriptProgram {
  let mainClass = JavaCommand.mainClass(.client)
  private let path: String
  private let member: MemberContext

  private static let interpreter = "python3"

  init(_ path: String, _ member: MemberContext) {
    self.path = path
    self.member = member
  }

  func check() async throws(Failure) {
    var missing: [String] = []
    if member.home.pythonLibrary == nil { missing.append("flink-python-….jar in \(member.home.path)/opt") }
    if (try? ExecutableLookup.find(Self.interpreter)) == nil {
      missing.append(Self.interpreter)
    } else if await !hasPyFlink() {
      missing.append("the Python package pyflink")
    }
    guard missing.isEmpty else {
      throw Failure(
        .usage, "the image cannot run Python jobs: it lacks \(missing.joined(separator: " and "))",
        advice: "Make an image that can, and start the session from it with --flink-image: docs/flink.md says how.")
    }
  }

  private func hasPyFlink() async -> Bool {
    let child = try? ChildProcess.spawn(
      ChildProcess.Configuration(
        executable: Self.interpreter, arguments: ["-c", "import pyflink"], environment: member.environment,
        standardOutput: .null, standardError: .null))
    return await child?.wait().isSuccess ?? false
  }

  func mainArguments() throws(Failure) -> [String] {
    let isAttached = try member.line.options.flag(.executionAttached)
    return ["run", "--target", "remote"] + (isAttached ? [] : ["--detached"])
      + ["-pyexec", Self.interpreter, "-pyclientexec", Self.interpreter, "-py", path] + member.line.applicationArguments
  }

  /// What Python says of an exception, its type and text last, it prints; Flink's command line knows no more of it than that
  /// it was there.
  func failure(_ end: Termination, _ machine: JavaMachine, lastOutput: String?) -> Failure {
    guard let error = machine.lastError, !error.stackTrace.isEmpty else {
      return JVMDeath.failure("Python client", end, lastLines: machine.lastLines, lastError: machine.lastError)
    }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    var failure = Self.failure(name, of: error)
    if failure.message.contains("Python process exits with code"), let lastOutput {
      let (line, prefix) = (lastOutput, "Caused by: ")
      failure.message = "\(name): \(line.hasPrefix(prefix) ? String(line.dropFirst(prefix.count)) : line)"
    }
    return failure
  }
}
