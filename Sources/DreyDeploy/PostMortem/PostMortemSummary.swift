import DreyModel

/// The first thing to read of a failed run: how it ended, and what its members' containers say of that.
struct PostMortemSummary {
  var outcome: RunOutcome
  var cluster: ObservedCluster?
  var layout: ClusterLayout

  var text: String {
    var lines = ["cluster    \(layout.name), \(layout.mode)", "exit code  \(outcome.exitCode.rawValue)"]
    if let result = outcome.application { lines.append("application \(result.status.rawValue)") }
    if let failure = outcome.failure { lines += ["", failure.description] }
    lines.append("")
    lines += layout.members.map(line)
    return lines.joined(separator: "\n") + "\n"
  }

  private func line(_ member: Member) -> String {
    guard let found = cluster?.members.first(where: { $0.name == member.name }) else {
      return "\(member.name): there is no container of it"
    }
    var text = "\(member.name): \(found.state.word)"
    guard let details = found.details else { return text }
    if let code = details.exitCode { text += ", exit code \(code)" }
    if details.isOutOfMemoryKilled {
      text += ", out of memory: the kernel killed a process at the limit of \(member.resources.memory >> 20) MiB"
    }
    if !details.error.isEmpty { text += ", \(details.error)" }
    return text
  }
}
