public import NIOCore
import NIOHTTP1
public import NIOPosix
import Synchronization

/// Guards the connections of one HTTP server.
public final class ConnectionGuard: Sendable {
  /// The threads that such servers run on: one, so that a flood of requests leaves the others to the cluster.
  public static let eventLoopGroup = MultiThreadedEventLoopGroup(numberOfThreads: 1)

  private struct State {
    var roster: Roster
    var channels: [Int: any Channel] = [:]
  }

  let settings: GuardSettings
  private let state: Mutex<State>

  public init(_ settings: GuardSettings) {
    self.settings = settings
    state = Mutex(State(roster: Roster(settings.limits)))
  }

  /// Puts HTTP and what guards it into the pipeline of a connection that was accepted. Called on its event loop.
  ///
  /// What comes behind sees ``HTTPServerRequestPart``s of one request at a time, all of which may pass.
  /// - Parameter waits: whether nothing is handed on before ``RequestGate/open()``.
  public func install(on channel: any Channel, waits: Bool = false) throws -> RequestGate {
    try bound(channel)
    let gate = RequestGate(self, on: channel, isOpen: !waits)
    let decoder = HTTPRequestDecoder(
      leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .drop, limitConfiguration: headLimits)
    let socket = SocketWatch(gate, timeout: settings.timeouts.write)
    gate.socket = socket
    try channel.pipeline.syncOperations.addHandlers([
      socket, HTTPResponseEncoder(), ByteToMessageHandler(decoder), gate,
    ])
    return gate
  }

  /// Lets a server go on that cannot accept a connection; an asynchronous one ends with its first error otherwise.
  public static func keepAccepting(on server: any Channel) async throws {
    try await server.eventLoop.submit {
      try server.pipeline.syncOperations.addHandler(AcceptPause(), position: .first)
    }.get()
  }

  /// Closes all connections.
  public func closeAll() {
    for channel in state.withLock({ Array($0.channels.values) }) { channel.close(promise: nil) }
  }

  /// How many connections there are.
  public var connectionCount: Int { state.withLock { $0.roster.count } }

  private func bound(_ channel: any Channel) throws {
    let size = ChannelOptions.Types.SocketOption.Value(settings.limits.socketBuffer)
    try channel.syncOptions?.setOption(.socketOption(.so_rcvbuf), value: size)
    try channel.syncOptions?.setOption(.socketOption(.so_sndbuf), value: size)
    try channel.syncOptions?.setOption(.maxMessagesPerRead, value: 1)
    try channel.syncOptions?.setOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 2048))
    // A client that ends its side in the middle of an answer does not want the answer any more.
    try channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: false)
  }

  /// Lets a connection that has presented the token read as much at a time as it can.
  func trusted(_ channel: any Channel) {
    try? channel.syncOptions?.setOption(.recvAllocator, value: AdaptiveRecvByteBufferAllocator())
  }

  private var headLimits: NIOHTTPDecoderLimitConfiguration {
    var limits = NIOHTTPDecoderLimitConfiguration()
    limits.maxHeaderFieldSize = settings.limits.headBytes / 2
    limits.maxHeaderListSize = settings.limits.headBytes
    limits.maxHeaderFieldCount = settings.limits.headFields
    return limits
  }

  // MARK: what connections tell

  /// - Returns: the id of the connection.
  func entered(_ channel: any Channel) -> Int {
    let address = channel.remoteAddress?.ipAddress ?? ""
    let (id, leaving) = state.withLock { state in
      let (id, leaving) = state.roster.enter(from: address)
      state.channels[id] = channel
      return (id, leaving.flatMap { state.channels.removeValue(forKey: $0) })
    }
    leaving?.close(promise: nil)
    return id
  }

  /// - Returns: whether there is a place.
  func admit(_ id: Int) -> Bool {
    let (isAdmitted, leaving) = state.withLock { state -> (Bool, (any Channel)?) in
      guard case .admitted(let leaving) = state.roster.admit(id) else { return (false, nil) }
      return (true, leaving.flatMap { state.channels.removeValue(forKey: $0) })
    }
    leaving?.close(promise: nil)
    return isAdmitted
  }

  func answered(_ id: Int) { state.withLock { $0.roster.rest(id) } }

  func left(_ id: Int) {
    state.withLock { state in
      state.roster.leave(id)
      state.channels[id] = nil
    }
  }
}
