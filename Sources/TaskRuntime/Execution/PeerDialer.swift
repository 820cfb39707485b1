import DreyModel
import Glibc

/// Makes the data connections from this process's subtasks to those of others.
struct PeerDialer: Sendable {
  let peers: [WorkerAddress]
  let token: String
  let cancellation: Cancellation

  func connect(edge: Int, upstream: Int, to target: SubtaskID) throws(Failure) -> RemoteChannel {
    guard let peer = peers.first(where: { $0.subtasks.contains(target) }) else {
      throw Failure(.infrastructure, "no worker was named that runs subtask \(target)")
    }
    let handshake = DataHandshake(edge: edge, upstream: upstream, downstream: target.index, token: token)
    let (channel, socket) = try RemoteChannel.connect(to: peer, as: handshake)
    cancellation.register(socket)
    return channel
  }
}

/// A broken data connection is nearly always the echo of a failure in another process, whose own report, or whose crash,
/// should reach the JobManager first. Whoever notices the echo waits this long before saying so.
enum EchoDelay {
  static let microseconds: UInt32 = 500_000

  static func wait() { usleep(microseconds) }
}
