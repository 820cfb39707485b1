import Glibc

/// Numbers of the signals that members are ended, stopped or woken by.
enum SignalNumber {
  private static let numbers: [String: Int32] = [
    "SIGKILL": SIGKILL, "SIGTERM": SIGTERM, "SIGINT": SIGINT, "SIGQUIT": SIGQUIT, "SIGABRT": SIGABRT,
    "SIGSEGV": SIGSEGV, "SIGHUP": SIGHUP, "SIGUSR1": SIGUSR1, "SIGUSR2": SIGUSR2, "SIGSTOP": SIGSTOP,
    "SIGCONT": SIGCONT,
  ]

  /// - Parameter name: such as `SIGTERM`, or `TERM`.
  static func of(_ name: String) -> Int32? { numbers[name.hasPrefix("SIG") ? name : "SIG\(name)"] }
}
