import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// An HTTP/1.1 server on a Unix socket of its own, or on a port of loopback, that records requests and answers as a test says.
///
/// `GET /_ping` is answered as by an engine with API version 1.41 unless the test's script answers it.
public final class StubEngine: Sendable {
  /// Decides the answer to a request; `nil` is answered with status 501.
  public typealias Script = @Sendable (StubRequest) -> StubResponse?

  /// What the server has seen so far.
  struct Record {
    var requests: [StubRequest] = []
    var sentBytes = 0
    var openConnections = 0
  }

  /// The socket's path; empty where it listens on loopback.
  public let path: String
  /// The port on 127.0.0.1; 0 where it listens on a socket.
  public let port: Int
  let record = Mutex(Record())
  private let channel: any Channel

  // One thread for all stub engines of a process: they are idle most of the time.
  private static let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

  /// Starts a server.
  public static func start(_ script: @escaping Script) async throws -> StubEngine {
    let path = "/tmp/stub-engine-\(getpid())-\(UInt64.random(in: 0 ... .max)).sock"
    let reference = EngineReference()
    let channel = try await bootstrap(script, reference).bind(unixDomainSocketPath: path).get()
    return StubEngine(path: path, channel: channel, reference)
  }

  /// Starts a server on a free port of 127.0.0.1.
  public static func startOnLoopback(_ script: @escaping Script) async throws -> StubEngine {
    let reference = EngineReference()
    let channel = try await bootstrap(script, reference).bind(host: "127.0.0.1", port: 0).get()
    return StubEngine(path: "", channel: channel, reference)
  }

  private static func bootstrap(_ script: @escaping Script, _ reference: EngineReference) -> ServerBootstrap {
    ServerBootstrap(group: group).childChannelInitializer { channel in
      channel.eventLoop.makeCompletedFuture {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false)
        try pipeline.addHandler(StubHandler(reference: reference, script: script))
      }
    }
    .childChannelOption(.writeBufferWaterMark, value: .init(low: 1, high: 1 << 16))
  }

  private init(path: String, channel: any Channel, _ reference: EngineReference) {
    self.path = path
    self.channel = channel
    port = channel.localAddress?.port ?? 0
    reference.set(self)
  }

  deinit {
    channel.close(promise: nil)
    if !path.isEmpty { unlink(path) }
  }

  /// The requests so far, pings left out.
  public var requests: [StubRequest] { record.withLock { $0.requests.filter { !$0.target.hasSuffix("/_ping") } } }

  /// How many bytes of bodies the operating system has taken so far.
  public var sentBytes: Int { record.withLock { $0.sentBytes } }

  /// How many connections are open.
  public var openConnections: Int { record.withLock { $0.openConnections } }
}

/// What connections know of their engine without keeping it alive.
final class EngineReference: Sendable {
  private struct Weak {
    weak var engine: StubEngine?
  }

  private let state = Mutex(Weak())

  func set(_ engine: StubEngine) { state.withLock { $0.engine = engine } }

  func update(_ change: (inout StubEngine.Record) -> Void) {
    guard let engine = state.withLock({ $0.engine }) else { return }
    engine.record.withLock { change(&$0) }
  }
}
