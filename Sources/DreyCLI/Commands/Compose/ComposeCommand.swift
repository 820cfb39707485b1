import ArgumentParser

/// `drey compose`
struct ComposeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compose", abstract: "Describe clusters for Docker Compose", subcommands: [ComposeExportCommand.self])
}
