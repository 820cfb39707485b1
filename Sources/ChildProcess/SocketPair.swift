import Glibc

/// Two connected stream sockets: one to be a child's standard input, one to talk to it.
public struct SocketPair: Sendable {
  /// Stays with the parent.
  public let parent: Int32
  /// Given to the child as ``ChildProcess/Redirection/descriptor(_:)`` and then closed by the parent.
  public let child: Int32

  /// - Throws: ``SpawnError/system(operation:errno:)`` where descriptors have run out.
  public init() throws(SpawnError) {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw .system(operation: "socketpair", errno: errno) }
    parent = ends[0]
    child = ends[1]
  }
}
