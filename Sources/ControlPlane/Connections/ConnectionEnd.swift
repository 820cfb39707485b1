/// How a conversation ended.
public enum ConnectionEnd: Sendable, Equatable, CustomStringConvertible {
  /// The other side closed, or its process ended.
  case closedByPeer
  /// This side ended it.
  case closedHere
  /// Something went wrong.
  case failed(ControlPlaneError)

  public var description: String {
    switch self {
    case .closedByPeer: "the connection was closed by the other side"
    case .closedHere: "the connection was closed"
    case .failed(let error): "the connection failed: \(error)"
    }
  }
}
