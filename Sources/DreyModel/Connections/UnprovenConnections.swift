/// Decides which connections stay open whose other side has not yet proved to belong to the cluster.
///
/// A new connection is always let in. If there are too many then, one is to be closed for it: the oldest one of the address
/// that has the most. So whoever opens many of them crowds out nobody else.
public struct UnprovenConnections<ID: Hashable & Sendable>: Sendable {
  private let limit: Int
  private let limitPerAddress: Int
  private var addresses: [ID: String] = [:]
  /// By address, oldest first; no address without any.
  private var connections: [String: [ID]] = [:]

  /// - Parameters:
  ///   - limit: how many there may be in all.
  ///   - limitPerAddress: how many of them may come from one address.
  public init(limit: Int = 256, limitPerAddress: Int = 128) {
    self.limit = max(1, limit)
    self.limitPerAddress = max(1, limitPerAddress)
  }

  /// The number of connections.
  public var count: Int { addresses.count }

  /// Lets a new connection in.
  /// - Returns: the connection to close for it; it counts no more.
  public mutating func admit(_ id: ID, from address: String) -> ID? {
    guard addresses[id] == nil else { return nil }
    addresses[id] = address
    connections[address, default: []].append(id)
    guard let crowded = crowdedAddress(preferring: address), let oldest = connections[crowded]?.first else {
      return nil
    }
    release(oldest)
    return oldest
  }

  /// Removes a connection that has ended, or whose other side has proved to belong to the cluster.
  public mutating func release(_ id: ID) {
    guard let address = addresses.removeValue(forKey: id) else { return }
    connections[address]?.removeAll { $0 == id }
    if connections[address]?.isEmpty == true { connections[address] = nil }
  }

  /// Removes the oldest connection of the address that has the most, where something else than the limits needs its place.
  /// - Returns: the connection to close.
  public mutating func releaseOldest() -> ID? {
    guard let address = largestAddress, let oldest = connections[address]?.first else { return nil }
    release(oldest)
    return oldest
  }

  private func crowdedAddress(preferring address: String) -> String? {
    if let own = connections[address], own.count > limitPerAddress { return address }
    return count > limit ? largestAddress : nil
  }

  private var largestAddress: String? {
    connections.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }?.key
  }
}
