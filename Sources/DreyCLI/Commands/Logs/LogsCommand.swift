public import ArgumentParser
public import DreyDeploy
import DreyModel

extension MemberRole: ExpressibleByArgument {}

/// `drey logs NAME`
struct LogsCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "logs", abstract: "Show what a cluster's members have written",
    discussion: """
      Records go to standard output, events to standard error as a run shows them. The engine keeps the last 50 MB or \
      so of each member.
      """)

  @Argument(help: "The cluster's name", completion: KnownNames.clusters) var name: String

  @Flag(name: .shortAndLong, help: "Go on until the members have ended") var follow = false

  @Option(help: "Only members of this role: jobmanager or taskmanager") var role: MemberRole?

  @Option(help: "Only this member, such as taskmanager-1; may be repeated") var member: [String] = []

  @Option(help: ArgumentHelp("Only the last lines of each member, records and events together", valueName: "lines"))
  var tail: Int?

  @OptionGroup var target: TargetOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  static let isStreaming = true

  func validate() throws {
    if let tail, tail < 0 { throw ValidationError("--tail \(tail): a number of lines is at least 0") }
  }

  func run() async throws {
    try await target.with { target in
      let clusters = try await target.find(name)
      let members = try chosen(of: clusters.flatMap(\.members))
      let printer = LogPrinter(output: output, created: clusters.compactMap(\.created).min() ?? ClusterLifetime.now())
      if follow {
        try await target.followLogs(of: members, tail: tail) { try await printer.write($0, from: $1) }
      } else {
        try await target.readLogs(of: members, tail: tail) { try await printer.write($0, from: $1) }
      }
    }
  }

  /// - Throws: ``DreyModel/Failure`` of the domain `usage` where a member does not exist, or none is left.
  private func chosen(of members: [ObservedMember]) throws(Failure) -> [ObservedMember] {
    if let unknown = member.first(where: { name in !members.contains { $0.name == name } }) {
      throw Failure(
        .usage, "cluster '\(name)' has no member '\(unknown)'",
        advice: members.isEmpty ? nil : "There are: \(members.map(\.name).joined(separator: ", ")).")
    }
    let chosen = members.filter { candidate in
      (role.map { $0.rawValue == candidate.role } ?? true) && (member.isEmpty || member.contains(candidate.name))
    }
    guard !chosen.isEmpty else {
      throw Failure(.usage, "cluster '\(name)' has no such member", advice: "`drey inspect \(name)` lists its members.")
    }
    return chosen
  }
}
