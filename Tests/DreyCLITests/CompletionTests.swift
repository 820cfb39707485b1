import ArgumentParser
import ChildProcess
import FoundationEssentials
import Testing

@testable import DreyCLI

@Suite struct CompletionTests {
  @Test(arguments: CompletionsCommand.Shell.allCases) func everyShellHasAScript(shell: CompletionsCommand.Shell) throws
  {
    let script = DreyCommand.completionScript(for: try #require(CompletionShell(rawValue: shell.rawValue)))
    #expect(script.contains("drey") && script.contains("inspect"))
  }

  /// Runs bash on its own script, in a folder where `drey` is a stub that says what it was asked for.
  private func bash(_ commands: String) async throws -> (lines: [String], isSuccess: Bool) {
    let folder = FileManager.default.temporaryDirectory.path + "/drey-completion-\(UInt64.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let script = DreyCommand.completionScript(for: .bash)
    try Data(script.utf8).write(to: URL(filePath: folder + "/drey.bash"))
    let stub = "#!/bin/bash\necho \"$*\" >> \(folder)/asked\nprintf 'orders\\nother\\n'\n"
    try Data(stub.utf8).write(to: URL(filePath: folder + "/drey"))
    let text = "chmod +x \(folder)/drey; export PATH=\(folder):$PATH; cd \(folder); \(commands)"
    let result = try await ChildProcess.capture(
      ChildProcess.Configuration(executable: "bash", arguments: ["-c", text]))
    return (result.standardOutput, result.termination.isSuccess)
  }

  @Test func bashAcceptsItsScript() async throws {
    let result = try await bash("bash -n drey.bash")
    #expect(result.isSuccess)
  }

  @Test func namesOfClustersAreAskedFor() async throws {
    let result = try await bash(
      """
      source ./drey.bash
      COMP_WORDS=(drey inspect ''); COMP_CWORD=2; COMP_LINE='drey inspect '; COMP_POINT=13
      _drey drey '' inspect
      printf '%s\\n' "${COMPREPLY[@]}"; cat asked
      """)
    #expect(result.lines.contains("orders") && result.lines.contains("other"))
    #expect(result.lines.last?.hasPrefix("---completion inspect") == true, "\(result.lines)")
  }

  @Test func modesAndCommandsAreCompleted() async throws {
    let result = try await bash(
      """
      source ./drey.bash
      COMP_WORDS=(drey run app --mode s); COMP_CWORD=4; COMP_LINE='drey run app --mode s'; COMP_POINT=21
      _drey drey s --mode
      printf '%s\\n' "${COMPREPLY[@]}"
      """)
    #expect(result.lines == ["session"])
  }

  @Test func optionsOfAnUnfinishedLineAreFound() {
    let words = ["drey", "job", "show", "--cluster", "orders", "--target=docker"]
    #expect(KnownNames.value(of: "--cluster", in: words) == "orders")
    #expect(KnownNames.value(of: "--target", in: words) == "docker")
    #expect(KnownNames.value(of: "--name", in: words) == nil)
    #expect(KnownNames.value(of: "--target", in: ["--target"]) == nil)
  }
}
