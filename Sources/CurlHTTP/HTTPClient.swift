/// Makes requests to one server.
///
/// All requests of a client share one thread and its connections. The thread ends when ``close()`` is called, or when the
/// client and every response it gave out are gone.
public final class HTTPClient: Sendable {
  private let loop: CurlEventLoop

  /// Throws ``HTTPError/unavailable(_:)`` where the process has no thread left. Nothing is connected yet.
  public init(_ endpoint: HTTPEndpoint) throws(HTTPError) { loop = try CurlEventLoop(endpoint: endpoint) }

  /// Sends a request and returns when its response's head is there, whatever it says; the body follows.
  ///
  /// Throws ``HTTPError``, or `CancellationError` where the task is cancelled, which ends the request at once.
  public func open(_ request: HTTPRequest) async throws -> (head: ResponseHead, body: ResponseBody) {
    try Task.checkCancellation()
    let channel = ResponseChannel()
    let lease = TransferLease(channel: channel, loop: loop)
    loop.start(TransferStart(request: request, channel: channel))
    return (try await lease.head(), ResponseBody(lease: lease))
  }

  /// Ends whatever is under way with ``HTTPError/closed``, and the client's thread. Harmless when repeated.
  public func close() { loop.close() }
}
