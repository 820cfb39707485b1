import DockerEngine
import DreyModel

/// Looks at the engine.
struct EngineExamination {
  let environment: [String: String]

  func findings() async -> [Finding] {
    do {
      let engine = try await DockerEngine.connect(environment: environment)
      defer { engine.close() }
      return Self.skipped(engine.failedAttempts) + Self.describe(engine, try await engine.system.info())
    } catch DockerEngineError.connection(let attempts) {
      return Self.unreachable(attempts)
    } catch {
      return [Finding(verdict: .bad, subject: "engine", detail: "\(error)", mend: "Look at the engine's log.")]
    }
  }

  static func describe(_ engine: DockerEngine, _ info: EngineInfo) -> [Finding] {
    [
      Finding(
        verdict: .good, subject: "engine",
        detail: "\(engine.ping.isPodman ? "Podman" : "Docker") \(info.serverVersion) at \(engine.endpoint), "
          + "API \(engine.apiVersion), \(info.operatingSystem), \(info.architecture)"),
      memory(info), warnings(info),
    ]
  }

  /// A JobManager and two TaskManagers with the default limits want 2.5 GiB at most.
  static func memory(_ info: EngineInfo) -> Finding {
    let detail = "\(info.cpus) CPUs, \(info.memory >> 20) MiB of memory"
    guard info.memory < 2560 << 20 else { return Finding(verdict: .good, subject: "size", detail: detail) }
    return Finding(
      verdict: .warning, subject: "size", detail: "\(detail); a cluster with two TaskManagers may use 2560 MiB",
      mend: "Give the engine more memory, or use --taskmanager-memory 256m.")
  }

  static func warnings(_ info: EngineInfo) -> Finding {
    let limits = info.warnings.filter { $0.contains("limit") }
    guard !limits.isEmpty else {
      return Finding(verdict: .good, subject: "limits", detail: "memory, CPU and pids limits are enforced")
    }
    return Finding(
      verdict: .warning, subject: "limits", detail: limits.joined(separator: "; "),
      mend: "Enable these cgroup controllers in the kernel's command line.")
  }

  static func skipped(_ attempts: [ConnectionAttempt]) -> [Finding] {
    attempts.map { Finding(verdict: .warning, subject: "passed over", detail: "\($0)") }
  }

  /// The first failure that is more than an absent socket decides what mends it.
  static func unreachable(_ attempts: [ConnectionAttempt]) -> [Finding] {
    let findings = attempts.map { Finding(verdict: .bad, subject: "engine", detail: "\($0)") }
    let absent = attempts.allSatisfy { $0.failure == .noSuchFile }
    let mend =
      absent
      ? "Install and start Docker: sudo apt-get install docker.io && sudo systemctl start docker (or run dockerd)"
      : "Mend the first line above that is not 'no such file'."
    return findings.dropLast()
      + findings.suffix(1).map { Finding(verdict: .bad, subject: $0.subject, detail: $0.detail, mend: mend) }
  }
}
