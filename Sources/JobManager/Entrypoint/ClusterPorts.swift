import ControlPlane
import DreyModel

/// The two ports of a JobManager for its TaskManagers: messages and artifacts. Whoever binds them serves or closes them.
struct ClusterPorts: Sendable {
  private let rpcListener: Listener
  private let blobListener: Listener

  /// Where TaskManagers register.
  var rpc: Int { rpcListener.port }
  /// Where they fetch artifacts.
  var blob: Int { blobListener.port }

  /// - Throws: ``Failure`` where a port cannot be had; then neither is taken.
  static func bind(_ configuration: JobManagerConfiguration) async throws(Failure) -> ClusterPorts {
    let host = configuration.bindHost
    let rpcListener = try await Listener.bind(host: host, port: configuration.rpcPort)
    do {
      let blobListener = try await Listener.bind(host: host, port: configuration.blobPort)
      return ClusterPorts(rpcListener: rpcListener, blobListener: blobListener)
    } catch {
      await rpcListener.close()
      throw error
    }
  }

  func close() async {
    await rpcListener.close()
    await blobListener.close()
  }

  /// Serves both until the calling task is cancelled.
  /// - Parameter path: the file with this SHA-256, if there is one.
  func serve(
    _ dispatcher: Dispatcher, _ secret: ClusterSecret, _ events: EventLog,
    path: @escaping @Sendable (_ sha256: String) async -> String?
  ) async {
    let refusals = RefusalLog(events, source: "jobmanager")
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await rpcListener.run { await Self.serveTaskManager($0, dispatcher, secret, refusals) } }
      group.addTask { await blobListener.run { await Self.serveArtifacts($0, secret, refusals, path) } }
    }
  }

  private static func serveTaskManager(
    _ channel: FrameChannel, _ dispatcher: Dispatcher, _ secret: ClusterSecret, _ refusals: RefusalLog
  ) async {
    do {
      try await channel.authenticateAsServer(secret)
    } catch {
      return refusals.log("refused \(channel.peerHost ?? "a peer"): \(error)")
    }
    let session = TaskManagerSession(channel, inbound: TaskManagerMessage.self, outbound: JobManagerMessage.self)
    let guardian = Task { await dispatcher.dropUnlessRegistered(session, within: registrationLimit) }
    let end = await session.run { await dispatcher.receive($0, on: session) }
    guardian.cancel()
    await dispatcher.disconnected(session, end)
  }

  /// How long a process that knows the secret may take to register; from then on there are heartbeats.
  private static let registrationLimit = Duration.seconds(10)

  private static func serveArtifacts(
    _ channel: FrameChannel, _ secret: ClusterSecret, _ refusals: RefusalLog,
    _ path: @escaping @Sendable (String) async -> String?
  ) async {
    let server = ArtifactServer(secret: secret, path: path)
    do { try await server.serve(channel) } catch {
      refusals.log("artifact for \(channel.peerHost ?? "a peer"): \(error)")
    }
  }
}
