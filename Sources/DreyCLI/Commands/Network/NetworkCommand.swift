import ArgumentParser

/// `drey network`
struct NetworkCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "network", abstract: "Who reaches whom in a cluster", subcommands: [NetworkVerifyCommand.self])
}
