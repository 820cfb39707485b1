import CCurl
import Glibc

/// One request under way: a libcurl handle and what its callbacks need. Lives on the event loop's thread.
final class CurlTransfer {
  let easy: UnsafeMutableRawPointer
  let channel: ResponseChannel
  private let request: HTTPRequest
  private let endpoint: HTTPEndpoint
  /// When the transfer is to be given up.
  private(set) var deadline: ContinuousClock.Instant?
  private var parser = ResponseHeadParser()
  private var hasHead = false
  private var body: BodyReader
  private var headers: UnsafeMutablePointer<curl_slist>?
  private let errorBuffer: UnsafeMutablePointer<CChar>

  init?(_ start: TransferStart, to endpoint: HTTPEndpoint) {
    guard let easy = curl_easy_init() else { return nil }
    self.easy = easy
    channel = start.channel
    request = start.request
    self.endpoint = endpoint
    body = BodyReader(request.body ?? HTTPBody())
    errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    deadline = request.patience.duration.map { .now + $0 }
    configure(endpoint)
  }

  deinit {
    curl_easy_cleanup(easy)
    curl_slist_free_all(headers)
    errorBuffer.deallocate()
  }

  /// The transfer a handle belongs to.
  static func of(_ easy: UnsafeMutableRawPointer) -> CurlTransfer? {
    var context: UnsafeMutableRawPointer?
    _ = ccurl_get_private(easy, &context)
    return context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Continues after a pause.
  func resume() { curl_easy_pause(easy, CURLPAUSE_CONT) }

  /// What a result other than success means.
  func failure(_ code: CURLcode) -> HTTPError {
    var osError = 0
    _ = ccurl_get_long(easy, CURLINFO_OS_ERRNO, &osError)
    let number = Int32(truncatingIfNeeded: osError)
    return .transport(
      request: request.name, message: body.failure ?? message(code, number), code: UInt32(code.rawValue),
      osError: number)
  }

  /// Of a Unix socket libcurl reports the host and port it would have connected to.
  private func message(_ code: CURLcode, _ osError: Int32) -> String {
    if case .unix(let path) = endpoint.address, code == CURLE_COULDNT_CONNECT {
      return "cannot connect to \(path): \(String(cString: strerror(osError)))"
    }
    let detail = String(cString: errorBuffer)
    return detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
  }

  /// What passing the deadline means.
  var timeout: HTTPError { .timedOut(request: request.name, after: request.patience.duration ?? .zero) }
}

extension CurlTransfer {
  private func configure(_ endpoint: HTTPEndpoint) {
    let context = Unmanaged.passUnretained(self).toOpaque()
    _ = ccurl_set_pointer(easy, CURLOPT_PRIVATE, context)
    _ = ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(errorBuffer))
    // Without this, libcurl may use SIGALRM, which has no place in a process with threads.
    _ = ccurl_set_long(easy, CURLOPT_NOSIGNAL, 1)
    _ = ccurl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, 10_000)
    _ = ccurl_set_long(easy, CURLOPT_TCP_NODELAY, 1)
    _ = ccurl_set_long(easy, CURLOPT_PATH_AS_IS, 1)
    _ = ccurl_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    CurlEndpoint.apply(endpoint, target: request.target, to: easy)
    configureResponse(context)
    configureMethod()
    if request.body != nil { configureUpload(context) }
    configureHeaders()
  }

  private func configureResponse(_ context: UnsafeMutableRawPointer) {
    _ = ccurl_set_data_callback(easy, CURLOPT_HEADERFUNCTION) { data, size, count, context in
      CurlTransfer.with(context) { $0.receive(line: UnsafeRawBufferPointer(start: data, count: size * count)) } ?? 0
    }
    _ = ccurl_set_pointer(easy, CURLOPT_HEADERDATA, context)
    _ = ccurl_set_data_callback(easy, CURLOPT_WRITEFUNCTION) { data, size, count, context in
      CurlTransfer.with(context) { $0.receive(UnsafeRawBufferPointer(start: data, count: size * count)) } ?? 0
    }
    _ = ccurl_set_pointer(easy, CURLOPT_WRITEDATA, context)
    _ = ccurl_set_long(easy, CURLOPT_BUFFERSIZE, 64 << 10)
  }

  private func configureMethod() {
    switch request.method {
    case .get: break
    case .head: _ = ccurl_set_long(easy, CURLOPT_NOBODY, 1)
    case .post where request.body == nil:
      _ = ccurl_set_long(easy, CURLOPT_POST, 1)
      _ = ccurl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, 0)
      _ = ccurl_set_string(easy, CURLOPT_COPYPOSTFIELDS, "")
    case .post, .put, .patch, .delete:
      _ = ccurl_set_string(easy, CURLOPT_CUSTOMREQUEST, request.method.rawValue)
    }
  }

  private func configureUpload(_ context: UnsafeMutableRawPointer) {
    let size = request.body?.size ?? 0
    _ = ccurl_set_long(easy, CURLOPT_UPLOAD, 1)
    _ = ccurl_set_offset(easy, CURLOPT_INFILESIZE_LARGE, curl_off_t(size))
    if size > 64 << 10 { _ = ccurl_set_long(easy, CURLOPT_UPLOAD_BUFFERSIZE, 1 << 20) }
    _ = ccurl_set_data_callback(easy, CURLOPT_READFUNCTION) { data, size, count, context in
      CurlTransfer.with(context) { $0.send(into: UnsafeMutableRawBufferPointer(start: data, count: size * count)) }
        ?? ccurl_read_abort()
    }
    _ = ccurl_set_pointer(easy, CURLOPT_READDATA, context)
    // libcurl sends the body again when a kept connection turns out to be dead.
    _ = ccurl_set_seek_callback(easy) { context, offset, origin in
      CurlTransfer.with(context) { $0.seek(to: Int(offset), from: origin) } ?? CURL_SEEKFUNC_FAIL
    }
    _ = ccurl_set_pointer(easy, CURLOPT_SEEKDATA, context)
  }

  private func configureHeaders() {
    // Takes out libcurl's own "Expect: 100-continue", which would cost a second where a server ignores it.
    var lines = request.headers
    if !lines.contains(where: { $0.hasPrefix("Expect:") }) { lines.append("Expect:") }
    if !request.headers.contains(where: { $0.hasPrefix("Content-Type:") }) { lines.append("Content-Type:") }
    for line in lines { headers = curl_slist_append(headers, line) }
    _ = ccurl_set_headers(easy, headers)
  }
}

extension CurlTransfer {
  private static func with<T>(_ context: UnsafeMutableRawPointer?, _ body: (CurlTransfer) -> T) -> T? {
    context.map { body(Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue()) }
  }

  private func receive(line: UnsafeRawBufferPointer) -> Int {
    // Header lines after the head are a chunked body's trailers.
    if !hasHead, let head = parser.take(line: String(decoding: line, as: UTF8.self)) {
      hasHead = true
      if case .head = request.patience { deadline = nil }
      channel.receive(head)
    }
    moved()
    return line.count
  }

  private func receive(_ bytes: UnsafeRawBufferPointer) -> Int {
    moved()
    return channel.receive(bytes) ? bytes.count : ccurl_write_pause()
  }

  private func send(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    moved()
    return body.read(into: buffer) ?? ccurl_read_abort()
  }

  private func seek(to offset: Int, from origin: Int32) -> Int32 {
    guard offset == 0, origin == 0 else { return CURL_SEEKFUNC_CANTSEEK }
    body.rewind()
    return CURL_SEEKFUNC_OK
  }

  private func moved() {
    if case .progress(let duration) = request.patience { deadline = .now + duration }
  }
}

extension Patience {
  /// The time limit, if there is one.
  var duration: Duration? {
    switch self {
    case .response(let duration), .head(let duration), .progress(let duration): duration
    case .unlimited: nil
    }
  }
}
