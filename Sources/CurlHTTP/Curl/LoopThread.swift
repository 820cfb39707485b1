import CCurl

/// What the event loop's thread does; only that thread touches it once it runs.
final class LoopThread {
  let mailbox: LoopMailbox
  private let endpoint: HTTPEndpoint
  private var transfers: [ObjectIdentifier: CurlTransfer] = [:]
  private var admission = Admission(limit: 64)
  private var isStopping = false

  init(mailbox: LoopMailbox, endpoint: HTTPEndpoint) {
    self.mailbox = mailbox
    self.endpoint = endpoint
  }

  /// Runs until it is told to stop, then ends whatever is under way.
  func run() {
    while true {
      for command in mailbox.take() { obey(command) }
      if isStopping { return stop() }
      var running: Int32 = 0
      curl_multi_perform(mailbox.multi, &running)
      finishCompleted()
      finishOverdue()
      curl_multi_poll(mailbox.multi, nil, 0, pollMilliseconds(), nil)
    }
  }

  private func obey(_ command: LoopMailbox.Command) {
    switch command {
    case .start(let start): if admission.admit(start) { begin(start) }
    case .resume(let channel): transfers[ObjectIdentifier(channel)]?.resume()
    case .cancel(let channel): end(channel, with: .failure(CancellationError()))
    case .stop: isStopping = true
    }
  }

  private func begin(_ start: TransferStart) {
    guard let transfer = CurlTransfer(start, to: endpoint) else {
      return refuse(start, HTTPError.unavailable("libcurl cannot prepare \(start.request.name)"))
    }
    guard curl_multi_add_handle(mailbox.multi, transfer.easy) == CURLM_OK else {
      return refuse(start, transfer.failure(CURLE_FAILED_INIT))
    }
    transfers[ObjectIdentifier(start.channel)] = transfer
  }

  private func refuse(_ start: TransferStart, _ error: HTTPError) {
    start.channel.finish(.failure(error))
    if let next = admission.release(start.channel) { begin(next) }
  }

  private func finishCompleted() {
    var easy: UnsafeMutableRawPointer?
    var result = CURLE_OK
    while ccurl_multi_next_finished(mailbox.multi, &easy, &result) {
      guard let easy, let transfer = CurlTransfer.of(easy) else { continue }
      end(transfer.channel, with: result == CURLE_OK ? .success(()) : .failure(transfer.failure(result)))
    }
  }

  private func finishOverdue() {
    guard transfers.values.contains(where: { $0.deadline != nil }) else { return }
    let now = ContinuousClock.now
    for transfer in transfers.values where transfer.deadline.map({ $0 <= now }) ?? false {
      end(transfer.channel, with: .failure(transfer.timeout))
    }
  }

  private func pollMilliseconds() -> Int32 {
    guard let next = transfers.values.compactMap(\.deadline).min() else { return 60_000 }
    let left = (next - .now).components
    guard left.seconds >= 0 else { return 0 }
    guard left.seconds < 60 else { return 60_000 }
    // Rounded up: waking up a moment before the deadline would poll in vain.
    return Int32(left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000) + 1
  }

  private func end(_ channel: ResponseChannel, with ending: Result<Void, any Error>) {
    if let transfer = transfers.removeValue(forKey: ObjectIdentifier(channel)) {
      curl_multi_remove_handle(mailbox.multi, transfer.easy)
    }
    channel.finish(ending)
    if let next = admission.release(channel) { begin(next) }
  }

  private func stop() {
    var starts = admission.drain()
    for command in mailbox.shut() { if case .start(let start) = command { starts.append(start) } }
    for start in starts { start.channel.finish(.failure(HTTPError.closed)) }
    for transfer in transfers.values { end(transfer.channel, with: .failure(HTTPError.closed)) }
    curl_multi_cleanup(mailbox.multi)
  }
}
