import DockerEngine
import DreyModel

/// What whoever removes a cluster that is not its own leaves on the engine first, so that nobody starts members again or
/// makes them anew meanwhile: an empty volume, which goes with everything else of the cluster.
struct ClusterRemovalNotice: Sendable {
  var cluster: ClusterName
  /// Labels of the cluster.
  var labels: [String: String] = [:]

  private var name: String { DockerNames(cluster: cluster).removal }

  func leave(on engine: DockerEngine) async throws {
    _ = try await engine.volumes.create(VolumeSpec(name: name, labels: labels))
  }

  /// - Throws: ``DreyModel/Failure`` where it is there.
  func check(on engine: DockerEngine) async throws {
    do { _ = try await engine.volumes.inspect(name) } catch let error as DockerEngineError where error.isNotFound {
      return
    }
    throw Failure(.infrastructure, "cluster \(cluster) is being removed by somebody else")
  }
}
