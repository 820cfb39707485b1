import DockerEngine
import DreyModel
import FoundationEssentials

/// Tries connections from inside a container, by the executable of its own image: there is no other in it.
struct DockerProbe: Sendable {
  let engine: DockerEngine

  /// - Returns: one result per address, in their order.
  func run(_ addresses: [ProbeAddress], from member: ObservedMember) async throws -> [ProbeResult] {
    let container = try await engine.containers.inspect(member.containerID)
    let verb = ContainerContract.Verb.probe.rawValue
    let command = container.config.entrypoint + [verb] + addresses.map(\.description)
    let result = try await engine.exec.run(member.containerID, ExecSpec(command))
    let lines = result.output.stdout.split(separator: UInt8(ascii: "\n"))
    let decoder = JSONDecoder()
    let results = lines.compactMap { try? decoder.decode(ProbeResult.self, from: Data($0)) }
    guard results.count == addresses.count else {
      throw Failure(
        .infrastructure,
        "\(member.container) cannot try connections: \(member.image) does not answer the verb '\(verb)'",
        advice: "It may have ended, or an older drey made it; see drey inspect.",
        details: result.output.stderrText.split(separator: "\n").suffix(5).map(String.init))
    }
    return results
  }
}
