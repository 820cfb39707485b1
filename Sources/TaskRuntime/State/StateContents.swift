public import DreyModel
public import StreamRecords

/// What a key has of a state that consists of parts, such as a list, and takes memory beside its place in the table.
public protocol StateContents: StreamCodable {
  /// Without parts.
  init()

  /// Bytes that the parts take.
  var byteCount: Int { get }

  /// Drops the parts that have expired.
  /// - Returns: whether nothing is left.
  mutating func dropExpired(_ clock: TtlClock, at now: Int) -> Bool
}

extension KeyedStateStore {
  /// A new state whose parts expire each on its own.
  /// - Parameter clock: nil where nothing expires.
  /// - Throws: ``Failure`` where there is a state of that name.
  @inlinable public func contents<Contents: StateContents>(
    _ name: String, _ clock: TtlClock?, of type: Contents.Type = Contents.self
  ) throws(Failure) -> StateCellBox<Contents> {
    let account = newAccount()
    let expire = { (place: UnsafeMutablePointer<Contents>, clock: TtlClock, now: Int) in
      let before = place.pointee.byteCount
      let isEmpty = place.pointee.dropExpired(clock, at: now)
      account.follow(from: before, to: isEmpty ? 0 : place.pointee.byteCount)
      return isEmpty
    }
    let state = TableState<Key, Contents>(
      name: name, account: account, clock: clock, size: { $0.byteCount }, expire: expire)
    return try cell(state) { Contents() }
  }
}
