import DreyDeploy
import DreyModel

/// Looks at whether clusters can run as processes of this machine.
struct LocalExamination {
  let environment: [String: String]

  func findings() async -> [Finding] {
    do {
      _ = try await Targets.with(.local, environment: environment) { try await $0.clusters(.all) }
      return [Finding(verdict: .good, subject: "target local", detail: "processes of this machine can be a cluster")]
    } catch {
      let failure = Failure(error, domain: .infrastructure)
      return [
        Finding(
          verdict: .bad, subject: "target local", detail: failure.message,
          mend: failure.advice ?? "Set XDG_RUNTIME_DIR to a folder of yours.")
      ]
    }
  }
}
