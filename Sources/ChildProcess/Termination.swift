/// How a process ended.
public enum Termination: Sendable, Equatable, CustomStringConvertible {
  /// It exited with this code, 0 to 255.
  case exited(Int32)
  /// This signal ended it.
  case signaled(Int32)

  /// Decodes what `waitpid` reports of a process that is gone.
  init(waitStatus status: Int32) {
    let signal = status & 0x7F
    self = signal == 0 ? .exited((status >> 8) & 0xFF) : .signaled(signal)
  }

  /// Whether it exited with code 0.
  public var isSuccess: Bool { self == .exited(0) }

  public var description: String {
    switch self {
    case .exited(let code): "exit code \(code)"
    case .signaled(let signal): SignalName.of(signal)
    }
  }
}
