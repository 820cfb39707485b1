import NIOCore

/// Ends a connection whose client may still be sending, so that it gets to read the answer first.
enum LingeringClose {
  /// Says that nothing more comes, drops what the client still sends, and closes after a second at the latest.
  static func begin(_ context: ChannelHandlerContext) {
    let channel = context.channel
    channel.close(mode: .output, promise: nil)
    channel.eventLoop.scheduleTask(in: .seconds(1)) { channel.close(promise: nil) }
  }
}
