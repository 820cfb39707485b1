import ChildProcess
import FoundationEssentials
import Glibc
import Synchronization

/// Passes bytes between clients of its own socket and the engine's, and can be cut: then every connection breaks and new
/// ones are refused, as if the engine had died.
final class EngineProxy: Sendable {
  private struct State {
    var isCut = false
    var open: Set<Int32> = []
  }

  let path: String
  private let listener: Int32
  private let engine: String
  private let state = Mutex(State())

  /// - Parameter path: of its own socket; the engine's is that of `DOCKER_HOST`, or the usual one.
  init(path: String) throws {
    self.path = path
    let host = ProcessInfo.processInfo.environment["DOCKER_HOST"] ?? "unix:///var/run/docker.sock"
    engine = String(host.dropFirst("unix://".count))
    listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard Self.withAddress(path, { bind(listener, $0, $1) }) == 0, listen(listener, 64) == 0 else {
      throw SpawnError.system(operation: "bind of \(path)", errno: errno)
    }
    try BlockingThread.start { self.acceptAll() }
  }

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
      forward(client, upstream)
    }
  }

  private func forward(_ client: Int32, _ upstream: Int32) {
    let ends = Ends()
    for (from, to) in [(client, upstream), (upstream, client)] {
      let started: Void? = try? BlockingThread.start {
        Self.copy(from, to)
        if ends.lastToEnd() { self.end(client, upstream) }
      }
      if started == nil { end(client, upstream) }
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

  /// Counts the two directions of a connection.
  private final class Ends: Sendable {
    private let count = Mutex(0)
    func lastToEnd() -> Bool {
      count.withLock { count in
        count += 1
        return count == 2
      }
    }
  }

  private static func copy(_ from: Int32, _ to: Int32) {
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = read(from, &buffer, buffer.count)
      guard count > 0 else { break }
      var written = 0
      while written < count {
        let sent = buffer.withUnsafeBytes {
          send(to, $0.baseAddress.map { $0 + written }, count - written, Int32(MSG_NOSIGNAL))
        }
        guard sent > 0 else { return }
        written += sent
      }
    }
    shutdown(to, Int32(SHUT_WR))
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
