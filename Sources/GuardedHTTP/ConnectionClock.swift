import NIOCore

/// Closes a connection that is waited for in vain.
final class ConnectionClock {
  private let channel: any Channel
  private var patience: Patience
  private var alarm: (at: NIODeadline, task: Scheduled<Void>)?
  /// Whether this side reads: time in which it does not is not held against a client that sends a body.
  var isReading = false {
    didSet { if isReading, !oldValue, patience.phase == .body { patience.enter(.body, now: .now()) } }
  }

  init(_ timeouts: ConnectionTimeouts, closing channel: any Channel) {
    self.channel = channel
    patience = Patience(timeouts, now: .now())
  }

  /// Begins to wait.
  func start() { arm() }

  func enter(_ phase: Patience.Phase) {
    patience.enter(phase, now: .now())
    arm()
  }

  func hear() {
    patience.hear(now: .now())
    arm()
  }

  func cancel() {
    alarm?.task.cancel()
    alarm = nil
  }

  /// An alarm that comes too early looks again, so that not every request costs one.
  private func arm() {
    guard let deadline = patience.deadline else { return }
    if let alarm, alarm.at <= deadline { return }
    cancel()
    let clock = NIOLoopBound(self, eventLoop: channel.eventLoop)
    alarm = (deadline, channel.eventLoop.scheduleTask(deadline: deadline) { clock.value.ring() })
  }

  private func ring() {
    alarm = nil
    guard let deadline = patience.deadline else { return }
    if patience.phase == .body, !isReading { return enter(.body) }
    if deadline > .now() { arm() } else { channel.close(promise: nil) }
  }
}
