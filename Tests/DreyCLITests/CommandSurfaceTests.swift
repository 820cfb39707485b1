import ArgumentParser
import Testing

@testable import DreyCLI

/// What all commands have in common, found by walking them.
@Suite struct CommandSurfaceTests {
  /// They have no result but a text that is made for something else.
  private static let withoutOutput: Set = ["drey completions"]
  /// They look at no cluster, or at images and engines, which are Docker's alone.
  private static let withoutTarget: Set = [
    "drey completions", "drey image list", "drey image build", "drey image build flink",
    "drey image prune", "drey compose export", "drey explain",
  ]

  private func leaves() throws -> [(name: String, options: Set<String>)] {
    try CommandInfo.root().leaves().map { path, command in
      let names = (command.arguments ?? []).flatMap { $0.names ?? [] }.map(\.text)
      return (path.joined(separator: " "), Set(names))
    }
  }

  @Test func everyCommandHasTheCommonOptions() throws {
    for (name, options) in try leaves() where !Self.withoutOutput.contains(name) {
      for option in ["--output", "-q", "--quiet", "-v", "--verbose"] {
        #expect(options.contains(option), "\(name) lacks \(option)")
      }
    }
  }

  @Test func everyCommandThatTouchesClustersHasATarget() throws {
    for (name, options) in try leaves() {
      #expect(options.contains("--target") != Self.withoutTarget.contains(name), "\(name)")
    }
  }

  @Test func exceptionsAreCommands() throws {
    let names = Set(try leaves().map(\.name))
    #expect(names.isSuperset(of: Self.withoutOutput.union(Self.withoutTarget)))
  }

  @Test func everyArgumentIsExplained() throws {
    for (path, command) in try CommandInfo.root().leaves() {
      #expect(command.abstract?.isEmpty == false)
      for argument in command.arguments ?? [] where argument.shouldDisplay {
        #expect(argument.abstract?.isEmpty == false, "\(path) \(argument)")
      }
    }
  }

  /// All results go through ``DreyCLI``, which says failures in every format.
  @Test func everyCommandReports() {
    for command in Self.leaves(of: DreyCommand.self) where command.configuration.shouldDisplay {
      guard command != CompletionsCommand.self else { continue }
      #expect(command is any ReportingCommand.Type, "\(command)")
    }
  }

  private static func leaves(of command: any ParsableCommand.Type) -> [any ParsableCommand.Type] {
    let subcommands = command.configuration.subcommands
    return subcommands.isEmpty ? [command] : subcommands.flatMap(leaves)
  }
}
