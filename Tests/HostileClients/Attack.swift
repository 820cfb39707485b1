/// What many clients do at once: bytes that are sent, and what becomes of the connections.
public struct Attack: Sendable, CustomStringConvertible {
  public enum Ending: Sendable {
    /// The connection stays until the other side closes it.
    case none
    /// It is closed as soon as the opening has been sent.
    case close
    /// It is reset then.
    case reset
  }

  public var name: String
  /// Connections at a time.
  public var connections: Int
  /// Addresses of this machine, 127.0.0.2 and following, that they come from.
  public var addresses = 1
  /// What each connection sends at first.
  public var opening: [UInt8] = []
  /// What it sends after that, over and over.
  public var repeated: [UInt8] = []
  /// Milliseconds between those; 0: as fast as it is taken.
  public var pause = 0
  /// New connections a second at most.
  public var rate = 5000
  /// Whether what comes is read.
  public var isReading = false
  public var ending = Ending.none
  /// Whether a connection that is gone is followed by another one.
  public var isReconnecting = true

  public init(_ name: String, connections: Int) {
    self.name = name
    self.connections = connections
  }

  public var description: String { name }

  /// The same with a change.
  public func with(_ change: (inout Attack) -> Void) -> Attack {
    var copy = self
    change(&copy)
    return copy
  }
}
