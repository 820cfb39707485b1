import DreyModel
import NIOCore
import Synchronization

/// The connections to a port whose other side has not yet proved to know the cluster's secret, served or not.
final class Strangers: Sendable {
  /// Each connection once, in the order of arrival.
  let arrivals: AsyncStream<any Channel>
  private let arrivalsEnd: AsyncStream<any Channel>.Continuation
  private let state = Mutex(State())

  private struct State {
    var isClosed = false
    var limits = UnprovenConnections<ObjectIdentifier>()
    var channels: [ObjectIdentifier: any Channel] = [:]
  }

  init() { (arrivals, arrivalsEnd) = AsyncStream.makeStream() }

  /// Takes in a connection, and closes another one for it where there are too many.
  func add(_ channel: any Channel) {
    let id = ObjectIdentifier(channel)
    let address = channel.remoteAddress?.ipAddress ?? ""
    let rejected = state.withLock { state -> (any Channel)? in
      guard !state.isClosed else { return channel }
      state.channels[id] = channel
      return state.limits.admit(id, from: address).flatMap { state.channels.removeValue(forKey: $0) }
    }
    channel.closeFuture.whenComplete { _ in self.release(channel) }
    rejected?.close(promise: nil)
    arrivalsEnd.yield(channel)
  }

  /// Forgets a connection that has ended, or is a stranger's no more.
  func release(_ channel: any Channel) {
    let id = ObjectIdentifier(channel)
    state.withLock { state in
      state.limits.release(id)
      state.channels[id] = nil
    }
  }

  /// Ends all that are left, and whoever comes later.
  func close() {
    arrivalsEnd.finish()
    let left = state.withLock { state in
      defer { (state.isClosed, state.channels) = (true, [:]) }
      return Array(state.channels.values)
    }
    for channel in left { channel.close(promise: nil) }
  }
}
