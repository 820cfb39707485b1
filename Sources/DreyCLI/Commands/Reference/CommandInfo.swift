import ArgumentParser
import FoundationEssentials

/// A command as ArgumentParser describes it: the part of its dump that the reference shows.
struct CommandInfo: Decodable {
  var commandName: String
  var abstract: String?
  var discussion: String?
  var shouldDisplay: Bool
  var subcommands: [CommandInfo]?
  /// The subcommand that is meant where none is named.
  var defaultSubcommand: String?
  var arguments: [ArgumentInfo]?

  struct ArgumentInfo: Decodable {
    enum Kind: String, Decodable {
      case positional, option, flag
    }
    struct Name: Decodable {
      enum Kind: String, Decodable {
        case long, short, longWithSingleDash
      }
      var kind: Kind
      var name: String

      var text: String { (kind == .long ? "--" : "-") + name }
    }

    var kind: Kind
    var shouldDisplay: Bool
    var isOptional: Bool
    var isRepeating: Bool
    var parsingStrategy: String
    var sectionTitle: String?
    var names: [Name]?
    var valueName: String?
    var defaultValue: String?
    var allValues: [String]?
    var abstract: String?
  }

  /// The whole command line, from its root.
  static func root() throws -> CommandInfo {
    struct Dump: Decodable {
      var command: CommandInfo
    }
    return try JSONDecoder().decode(Dump.self, from: Data(DreyCommand._dumpHelp().utf8)).command
  }

  /// Commands that do something, with all words that must be typed; those that the help does not show are left out.
  func leaves(after path: [String] = []) -> [(path: [String], command: CommandInfo)] {
    guard shouldDisplay, commandName != "help" else { return [] }
    let path = path + [commandName]
    guard let subcommands, !subcommands.isEmpty else { return [(path, self)] }
    return subcommands.flatMap { subcommand in
      let isDefault = subcommand.commandName == defaultSubcommand
      return subcommand.leaves(after: path).map { (isDefault ? path : $0.path, $0.command) }
    }
  }
}
