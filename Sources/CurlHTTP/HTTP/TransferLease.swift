/// Holds a transfer open for as long as somebody is interested in it.
final class TransferLease: Sendable {
  private let channel: ResponseChannel
  // Also keeps the loop's thread running while there is a stream to read.
  private let loop: CurlEventLoop

  init(channel: ResponseChannel, loop: CurlEventLoop) {
    self.channel = channel
    self.loop = loop
  }

  deinit { loop.cancel(channel) }

  func head() async throws -> ResponseHead {
    try await withTaskCancellationHandler {
      try await channel.head()
    } onCancel: {
      cancel()
    }
  }

  func next() async throws -> [UInt8]? {
    try await withTaskCancellationHandler {
      try await channel.next { loop.resume(channel) }
    } onCancel: {
      cancel()
    }
  }

  func cancel() {
    channel.finish(.failure(CancellationError()))
    loop.cancel(channel)
  }
}
