import DockerEngine
import DreyModel
import FoundationEssentials
import Glibc

/// Brings a fault upon a container.
struct DockerFault: Sendable {
  let engine: DockerEngine
  let container: String

  func begin(_ fault: Fault, in cluster: ObservedCluster) async throws -> Undo? {
    switch fault {
    case .kill(let signal):
      try await engine.containers.kill(container, signal: signal)
      return nil
    case .killProcess(let signal):
      try await killProcess(signal)
      return nil
    case .pause: return try await pause()
    case .partition: return try await partition(cluster)
    case .slow(let cpus): return try await slow(cpus)
    }
  }

  private func pause() async throws -> Undo {
    try await engine.containers.pause(container)
    return undo { try await engine.containers.unpause(container) }
  }

  private func slow(_ cpus: Double) async throws -> Undo {
    let before = try await engine.containers.inspect(container).nanoCPUs
    guard before > 0 else {
      throw Failure(.usage, "\(container) has no limit of processors that could be restored afterwards")
    }
    try await engine.containers.update(container, ContainerUpdate(nanoCPUs: Int(cpus * 1e9)))
    return undo { try await engine.containers.update(container, ContainerUpdate(nanoCPUs: before)) }
  }

  /// It leaves the network that it shares with the other members, and comes back with the names and the address it had.
  private func partition(_ cluster: ObservedCluster) async throws -> Undo {
    let network = DockerNames(cluster: try ClusterName(cluster.name)).network
    guard let place = try await engine.containers.inspect(container).networks[network] else {
      throw Failure(.usage, "\(container) is not in the network \(network): it is cut off already")
    }
    // Engines add the beginning of a container's id by themselves.
    let names = place.aliases.filter { !container.hasPrefix($0) }
    try await engine.networks.disconnect(network, container: container)
    return undo {
      do { try await connect(network, names, place.ipAddress) } catch let error as DockerEngineError
        where !place.ipAddress.isEmpty && !error.isNotFound
      {
        // Somebody else has the address by now, or the engine gives out its own alone.
        if try await isIn(network) { return }
        try await connect(network, names, "")
      }
    }
  }

  private func connect(_ network: String, _ names: [String], _ address: String) async throws {
    let place = NetworkAttachmentSpec(aliases: names, ipv4Address: address.isEmpty ? nil : address)
    try await engine.networks.connect(network, container: container, as: place)
  }

  private func isIn(_ network: String) async throws -> Bool {
    try await engine.containers.inspect(container).networks[network] != nil
  }

  /// What ended meanwhile, or is gone, is as it should be.
  private func undo(_ body: @escaping @Sendable () async throws -> Void) -> Undo {
    {
      do { try await body() } catch let error as DockerEngineError where error.isNotFound || error.isConflict {}
    }
  }

  /// An engine does not signal processes but as its own doing, and the images hold no program that could: only the
  /// kernel of this machine is left.
  private func killProcess(_ signal: String) async throws {
    let process = Int32(try await engine.containers.inspect(container).state.pid)
    guard process > 1, Self.isOf(container, process) else {
      throw Failure(
        .usage, "the process of \(container) is not one that this machine sees: a signal cannot be sent to it",
        advice: "Run drey on the engine's machine and outside of containers, or leave --process out.")
    }
    guard let number = SignalNumber.of(signal) else { throw Failure(.usage, "unknown signal '\(signal)'") }
    guard Glibc.kill(process, number) == 0 else {
      throw Failure(
        .usage, "\(signal) cannot be sent to process \(process): \(String(cString: strerror(errno)))",
        advice: "Only root may signal the processes of containers.")
    }
  }

  /// A number alone may be another process's, on another machine or in another namespace.
  private static func isOf(_ container: String, _ process: Int32) -> Bool {
    guard let data = try? Data(contentsOf: URL(filePath: "/proc/\(process)/cgroup")) else { return false }
    return String(decoding: data, as: UTF8.self).contains(container)
  }
}
