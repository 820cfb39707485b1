import ArgumentParser

/// `drey completions SHELL`
struct CompletionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions", abstract: "Print the script by which a shell completes drey's command line",
    discussion: """
      Write it to where the shell looks for it; for zsh any folder of $fpath will do. Names of clusters and sessions and \
      ids of jobs are asked of the target while one types.

        drey completions bash > ~/.local/share/bash-completion/completions/drey
        drey completions zsh > ~/.zfunc/_drey
        drey completions fish > ~/.config/fish/completions/drey.fish
      """)

  /// The shells there are scripts for.
  enum Shell: String, CaseIterable, ExpressibleByArgument {
    case bash, zsh, fish
  }

  @Argument(help: "bash, zsh or fish") var shell: Shell

  func run() async throws {
    guard let shell = CompletionShell(rawValue: shell.rawValue) else { return }
    Terminal.result(DreyCommand.completionScript(for: shell))
  }
}
