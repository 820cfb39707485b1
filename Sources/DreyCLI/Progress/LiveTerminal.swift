import Glibc

/// The terminal that a live display is drawn on.
struct LiveTerminal: Sendable {
  /// Where the display is drawn.
  let display: Int32
  /// Where records go.
  let records: Int32
  let hasColours: Bool

  /// - Returns: nil where standard error is no terminal that one can draw on.
  static func attached() -> LiveTerminal? {
    guard isatty(STDERR_FILENO) == 1, let kind = value(of: "TERM"), kind != "dumb" else { return nil }
    return LiveTerminal(display: STDERR_FILENO, records: STDOUT_FILENO, hasColours: value(of: "NO_COLOR") == nil)
  }

  /// Whether records appear where the display is drawn.
  var showsRecords: Bool { isatty(records) == 1 }

  var size: (columns: Int, rows: Int) {
    var window = winsize()
    guard ioctl(display, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 else { return (80, 24) }
    return (Int(window.ws_col), Int(window.ws_row))
  }

  func draw(_ text: String) {
    var text = text
    text.withUTF8 { _ = Terminal.write($0, to: display) }
  }

  /// - Returns: nil where the variable is not set, or empty.
  private static func value(of name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }
}
