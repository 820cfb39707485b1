import DockerEngine
import DreyModel
import FoundationEssentials

/// The container that this process runs in, if it is one of the engine that it talks to: loopback and the file system are
/// the container's then, and not those of the engine's machine.
struct ClientContainer: Sendable, Equatable {
  var id: String
  var name: String
  /// `host`, `none`, `container:ID`, or a network's name.
  var networkMode: String

  /// Whether what is published on the machine's loopback is published on this process's.
  var hasHostNetwork: Bool { networkMode == "host" }

  /// Asks the engine, unless nothing here looks like a container.
  static func find(on engine: DockerEngine) async throws -> ClientContainer? {
    guard let data = try? Data(contentsOf: URL(filePath: "/proc/self/mountinfo")) else { return nil }
    return try await find(on: engine, mountInfo: String(decoding: data, as: UTF8.self))
  }

  static func find(on engine: DockerEngine, mountInfo: String) async throws -> ClientContainer? {
    for id in identifiers(inMountInfo: mountInfo) {
      do {
        let found = try await engine.containers.inspect(id)
        if found.state.status == .running {
          return ClientContainer(id: found.id, name: found.name, networkMode: found.networkMode)
        }
      } catch let error as DockerEngineError where error.isNotFound {}
    }
    return nil
  }

  /// Returns possible ids of this process's container: engines mount files into a container whose folder has the id as its name.
  static func identifiers(inMountInfo text: String) -> [String] {
    let files = ["/etc/hostname", "/etc/hosts", "/etc/resolv.conf"]
    var found: [String] = []
    for line in text.split(separator: "\n") {
      // Field 4 is the file within the file system that it comes from, field 5 where it is mounted.
      let fields = line.split(separator: " ")
      guard fields.count > 5, files.contains(String(fields[4])) else { continue }
      for part in fields[3].split(separator: "/") where isIdentifier(part) && !found.contains(String(part)) {
        found.append(String(part))
      }
    }
    return found
  }

  private static func isIdentifier(_ text: Substring) -> Bool {
    text.utf8.count == 64 && text.allSatisfy { $0.isASCII && $0.isHexDigit }
  }

  /// Lets it be in a network of a session, so that it reaches the JobManager there. Whoever removes the network takes it
  /// out again.
  /// - Throws: ``DreyModel/Failure`` if the engine refuses.
  func join(_ network: String, on engine: DockerEngine) async throws {
    // A container that shares another one's network is where that one is.
    let prefix = "container:"
    let place = networkMode.hasPrefix(prefix) ? String(networkMode.dropFirst(prefix.count)) : id
    if try await engine.containers.inspect(place).networks[network] != nil { return }
    do {
      try await engine.networks.connect(network, container: place)
    } catch let error as DockerEngineError where error.status != nil {
      // Another command of the same container may have been faster.
      if (try? await engine.containers.inspect(place).networks[network]) != nil { return }
      throw Failure(
        .infrastructure,
        "drey runs in the container \(name), which cannot join the network \(network) to reach the session: \(error)",
        advice: "Run that container in a network of the engine, or with --network host.")
    }
  }
}
