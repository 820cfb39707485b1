import DreyModel
public import TaskRuntime

extension DataStream {
  /// Sends every record to a TCP server as a line; each subtask makes a connection of its own.
  ///
  /// ```swift
  /// env.fromCollection([1, 2]).writeToSocket(host: "localhost", port: 9999)  // nc -lk 9999
  /// ```
  /// A connection that cannot be made, or breaks, fails the job. Nothing is sent a second time or taken back: after a
  /// failure the server may have received lines that are sent again.
  @discardableResult @inlinable public func writeToSocket(host: String, port: Int) -> DataStreamSink {
    sink("Sink: Socket") { context in
      let socket = try SinkSocket(host: host, port: port, context.subtask)
      let lines = LineBuffer()
      return Output(
        batch: { batch in
          lines.append(batch)
          try lines.drain(socket.send)
        },
        signal: { _ in })
    }
  }
}

/// A connection of a sink, which waits as long as the job is not cancelled.
@usableFromInline
final class SinkSocket {
  private static let patience: Int32 = 50

  private let socket: ClientSocket
  private let context: SubtaskContext

  /// - Throws: ``Failure`` where no connection can be made.
  @usableFromInline init(host: String, port: Int, _ context: SubtaskContext) throws {
    socket = try ClientSocket(host: host, port: port)
    self.context = context
    while try !socket.connect(milliseconds: Self.patience) { try check() }
  }

  /// Sends all of `bytes`.
  @usableFromInline func send(_ bytes: UnsafeRawBufferPointer) throws {
    var offset = 0
    while offset < bytes.count {
      offset += try socket.send(UnsafeRawBufferPointer(rebasing: bytes[offset...]), milliseconds: Self.patience)
      try check()
    }
  }

  private func check() throws {
    if context.isCancelled { throw Failure(.cancelled, "the job was cancelled") }
  }
}
