import CCurl
import Glibc
import Synchronization

/// Runs requests to one endpoint on a thread of its own, over connections that are kept for the next request.
///
/// Ends its thread when it is closed or when the last reference to it goes away; requests that are under way then fail
/// with `HTTPError.closed`.
final class CurlEventLoop: Sendable {
  private let mailbox: LoopMailbox
  private let thread: Mutex<pthread_t?>

  private static let isLibraryReady: Bool = ccurl_global_init() == CURLE_OK

  init(endpoint: HTTPEndpoint) throws(HTTPError) {
    guard Self.isLibraryReady, let multi = curl_multi_init() else {
      throw HTTPError.unavailable("libcurl cannot be initialised")
    }
    _ = ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, 64)
    mailbox = LoopMailbox(multi: multi)
    thread = Mutex(try Self.startThread(LoopThread(mailbox: mailbox, endpoint: endpoint)))
  }

  deinit { close() }

  /// Sends a request whose response goes to a channel.
  func start(_ start: TransferStart) {
    if !mailbox.post(.start(start)) { start.channel.finish(.failure(HTTPError.closed)) }
  }

  /// Continues a transfer that paused because its channel was full.
  func resume(_ channel: ResponseChannel) { mailbox.post(.resume(channel)) }

  /// Ends a transfer, whatever its state.
  func cancel(_ channel: ResponseChannel) { mailbox.post(.cancel(channel)) }

  /// Ends all transfers and the thread, and waits for it.
  func close() {
    mailbox.post(.stop)
    let running = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    guard let running else { return }
    // The last reference may go away on the loop's own thread, which cannot wait for itself.
    if pthread_equal(running, pthread_self()) != 0 { pthread_detach(running) } else { pthread_join(running, nil) }
  }

  private static func startThread(_ body: LoopThread) throws(HTTPError) -> pthread_t {
    var thread = pthread_t()
    let context = Unmanaged.passRetained(body)
    let result = pthread_create(
      &thread, nil,
      { context in
        if let context { Unmanaged<LoopThread>.fromOpaque(context).takeRetainedValue().run() }
        return nil
      }, context.toOpaque())
    guard result == 0 else {
      context.release()
      curl_multi_cleanup(body.mailbox.multi)
      throw HTTPError.unavailable("no thread can be started: \(String(cString: strerror(result)))")
    }
    return thread
  }
}
