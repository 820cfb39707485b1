import DreyDeploy
import DreyModel

/// All that `drey doctor` looked at, and whether clusters can run.
struct Examination {
  var docker: [Finding]
  var local: [Finding]
  /// The findings that concern clusters on every target.
  var host: [Finding]

  /// Returns what concerns a target; nil: all targets. A target that does not work is a warning if another one does.
  func findings(for target: TargetName?) -> [Finding] {
    guard let target else {
      let works = works(on: nil)
      return (docker + local).map { works ? $0.asWarning(else: "Clusters still run on the other target.") : $0 } + host
    }
    return on(target) + host
  }

  /// - Parameter target: nil: whether any target works.
  func works(on target: TargetName?) -> Bool {
    let targets = target.map { [$0] } ?? TargetName.allCases
    return targets.contains { Self.isWell(on($0)) } && Self.isWell(host)
  }

  private func on(_ target: TargetName) -> [Finding] {
    switch target {
    case .docker: docker
    case .local: local
    }
  }

  private static func isWell(_ findings: [Finding]) -> Bool { !findings.contains { $0.verdict == .bad } }
}

extension Finding {
  fileprivate func asWarning(else note: String) -> Finding {
    guard verdict == .bad else { return self }
    return Finding(
      verdict: .warning, subject: subject, detail: detail, mend: mend.map { "\($0) \(note)" })
  }
}
