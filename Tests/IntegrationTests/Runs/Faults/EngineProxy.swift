import ChildProcess
import FoundationEssentials
import Glibc
import Synchronization

/// Passes bytes between clients of its own socket and the engine's, notes what is asked, and does harm: to one request
/// (``EngineFault``), or to all connections at once, as if the engine had died.
final class EngineProxy: Sendable {
  private struct State {
    var isCut = false
    var open: Set<Int32> = []
    var calls: [EngineCall] = []
    var fault: EngineFault?
  }

  let path: String
  private let listener: Int32
  private let engine: String
  private let state: Mutex<State>

  /// - Parameter path: of its own socket; the engine's is that of `DOCKER_HOST`, or the usual one.
  init(path: String, fault: EngineFault? = nil) throws {
    self.path = path
    state = Mutex(State(fault: fault))
    let host = ProcessInfo.processInfo.environment["DOCKER_HOST"] ?? "unix:///var/run/docker.sock"
    engine = String(host.dropFirst("unix://".count))
    listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard Self.withAddress(path, { bind(listener, $0, $1) }) == 0, listen(listener, 64) == 0 else {
      throw SpawnError.system(operation: "bind of \(path)", errno: errno)
    }
    try BlockingThread.start { self.acceptAll() }
  }

  /// What has been asked so far, in this order.
  var calls: [EngineCall] { state.withLock { $0.calls } }

  /// Whether the fault that it was made with is still to come.
  var isHarmless: Bool { state.withLock { $0.fault == nil } }

  /// Breaks every connection and refuses new ones until ``mend()``.
  func cut() { setCut(true) }

  func mend() { setCut(false) }

  /// Ends the proxy.
  func close() {
    cut()
    shutdown(listener, Int32(SHUT_RDWR))
    Glibc.close(listener)
  }

  private func setCut(_ isCut: Bool) {
    state.withLock { state in
      state.isCut = isCut
      if isCut { for descriptor in state.open { shutdown(descriptor, Int32(SHUT_RDWR)) } }
    }
  }

  private func acceptAll() {
    while true {
      let client = accept(listener, nil, nil)
      if client < 0 { return }
      let upstream = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
      let refused = state.withLock { state in
        if !state.isCut { state.open.formUnion([client, upstream]) }
        return state.isCut
      }
      guard !refused, Self.withAddress(engine, { connect(upstream, $0, $1) }) == 0 else {
        end(client, upstream)
        continue
      }
      forward(ProxiedConnection(client: client, engine: upstream, fault: { self.fault(of: $0) }))
    }
  }

  /// Notes a request.
  /// - Returns: what happens to it; nil: nothing.
  private func fault(of call: EngineCall) -> EngineFault.Kind? {
    state.withLock { state in
      state.calls.append(call)
      guard let fault = state.fault, fault.call == call,
        state.calls.count(where: { $0 == call }) == fault.occurrence
      else { return nil }
      state.fault = nil
      return fault.kind
    }
  }

  private func forward(_ connection: ProxiedConnection) {
    for copy in [connection.copyRequests, connection.copyAnswers] {
      let started: Void? = try? BlockingThread.start {
        copy()
        if connection.lastToEnd() { self.end(connection.client, connection.engine) }
      }
      if started == nil { end(connection.client, connection.engine) }
    }
  }

  private func end(_ descriptors: Int32...) {
    state.withLock { state in
      for descriptor in descriptors {
        state.open.remove(descriptor)
        Glibc.close(descriptor)
      }
    }
  }

  private static func withAddress<R>(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
  }
}
