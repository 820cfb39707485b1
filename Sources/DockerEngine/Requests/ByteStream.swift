import CurlHTTP

/// The body of a response while it arrives, for one task to iterate over once.
///
/// At most about 1 MiB is kept for a task that is behind; beyond that the engine has to wait. The request ends when the
/// stream and its iterator are gone, and when the iterating task is cancelled, which then throws `CancellationError`.
/// Throws `DockerEngineError` when the connection breaks before the body is complete.
public struct ByteStream: AsyncSequence, Sendable {
  public typealias Element = [UInt8]

  let body: ResponseBody

  public struct AsyncIterator: AsyncIteratorProtocol {
    var bytes: ResponseBody.AsyncIterator

    /// The bytes that have arrived since the last call; `nil` at the end of the body.
    public mutating func next() async throws -> [UInt8]? {
      do { return try await bytes.next() } catch { throw DockerEngineError.mapped(error) }
    }
  }

  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(bytes: body.makeAsyncIterator()) }

  /// Ends the request; an iteration that is waiting throws `CancellationError`.
  public func cancel() { body.cancel() }

  /// All bytes to the end of the body. Throws `DockerEngineError.invalidArgument` when there are more than `limit`.
  public func collect(upTo limit: Int = .max) async throws -> [UInt8] {
    do { return try await body.collect(upTo: limit) } catch { throw DockerEngineError.mapped(error) }
  }
}
