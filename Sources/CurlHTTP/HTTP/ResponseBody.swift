/// The body of a response while it arrives, for one task to iterate over once.
///
/// At most about 1 MiB is kept for a task that is behind; beyond that the server has to wait. The request ends when the
/// stream and its iterator are gone, and when the iterating task is cancelled, which then throws `CancellationError`.
/// Throws ``HTTPError`` when the connection breaks before the body is complete.
public struct ResponseBody: AsyncSequence, Sendable {
  public typealias Element = [UInt8]

  let lease: TransferLease

  public struct AsyncIterator: AsyncIteratorProtocol {
    let lease: TransferLease

    /// The bytes that have arrived since the last call; `nil` at the end of the body.
    public mutating func next() async throws -> [UInt8]? { try await lease.next() }
  }

  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(lease: lease) }

  /// Ends the request; an iteration that is waiting throws `CancellationError`.
  public func cancel() { lease.cancel() }

  /// All bytes to the end of the body. Throws ``HTTPError/tooLong(limit:)`` when there are more than `limit`.
  public func collect(upTo limit: Int = .max) async throws -> [UInt8] {
    var all: [UInt8] = []
    for try await chunk in self {
      guard all.count + chunk.count <= limit else {
        throw HTTPError.tooLong(limit: limit)
      }
      if all.isEmpty { all = chunk } else { all += chunk }
    }
    return all
  }
}
