import Dispatch
import DreyModel
import Glibc
import Synchronization

/// A few lines on a terminal that are drawn anew as the run goes on. What stays is written above them; records as well,
/// where they go to the same terminal.
final class LiveDisplay: ProgressDisplay {
  private struct State {
    var view = RunView()
    var screen: Screen
    /// Lines that are to be written above the display.
    var staying: [String] = []
    /// Whether a record has ended in the middle of a line.
    var isMidLine = false
    var isFinished = false
    var clock: Task<Void, Never>?
  }

  private let terminal: LiveTerminal
  private let start = ContinuousClock.now
  private let state: Mutex<State>
  /// Everything that is written is written there, in its order; a terminal that is paused holds up nobody else.
  private let queue = DispatchQueue(label: "dev.drey.display")
  private let writer: RecordWriter

  private static let interval: Duration = .milliseconds(100)

  init(on terminal: LiveTerminal) {
    self.terminal = terminal
    writer = RecordWriter(to: terminal.records)
    state = Mutex(State(screen: Screen(hasColours: terminal.hasColours)))
  }

  func show(_ event: ProgressEvent) {
    state.withLock { state in
      if let line = state.view.handle(event, at: elapsed) {
        state.staying.append(LineDisplay.line(after: elapsed, event.phase, line))
      }
      guard state.clock == nil, !state.isFinished else { return }
      state.clock = Task { [weak self] in
        while !Task.isCancelled {
          await self?.redraw()
          try? await Task.sleep(for: Self.interval)
        }
      }
    }
  }

  func write(_ bytes: [UInt8]) async throws {
    guard terminal.showsRecords else { return try await writer.write(bytes) }
    let code = await onQueue { [self] in
      let columns = terminal.size.columns
      terminal.draw(state.withLock { $0.screen.erase(columns: columns) })
      state.withLock { $0.isMidLine = bytes.last != UInt8(ascii: "\n") }
      return bytes.withUnsafeBufferPointer { Terminal.write($0, to: terminal.records) }
    }
    try RecordWriter.check(code)
  }

  func finish() async {
    let clock = state.withLock { state in
      state.isFinished = true
      return state.clock
    }
    clock?.cancel()
    await clock?.value
    await onQueue { [self] in paint { $0.view.lastLines(at: $1) } }
  }

  private func redraw() async {
    let rows = terminal.size.rows
    await onQueue { [self] in paint { $0.view.lines(at: $1, height: rows - 1) } }
  }

  /// Called on the queue. Drawing is done without the lock, as it takes as long as the terminal likes.
  private func paint(_ lines: (State, Double) -> [DisplayLine]) {
    let columns = terminal.size.columns
    let text = state.withLock { state in
      var text = state.screen.erase(columns: columns)
      if state.isMidLine { text += "\n" }
      state.isMidLine = false
      for line in state.staying { text += DisplayLine(text: line).fitted(to: .max).text + "\n" }
      state.staying = []
      return text + state.screen.draw(lines(state, elapsed), columns: columns)
    }
    terminal.draw(text)
  }

  private var elapsed: Double { (ContinuousClock.now - start) / .seconds(1) }

  private func onQueue<R: Sendable>(_ body: @escaping @Sendable () -> R) async -> R {
    await withCheckedContinuation { continuation in queue.async { continuation.resume(returning: body()) } }
  }
}
