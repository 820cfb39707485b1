import ArgumentParser

/// `drey reference`: prints docs/cli.md.
struct ReferenceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reference", abstract: "Print the reference of all commands as Markdown", shouldDisplay: false)

  func run() async throws { Terminal.result(try CommandReference.markdown().trimmedEnd) }
}

extension String {
  fileprivate var trimmedEnd: String { hasSuffix("\n") ? String(dropLast()) : self }
}
