import Glibc
import Testing

/// What a terminal shows of the bytes that it gets: text, carriage return, newline, cursor up, clear to the end.
struct VirtualTerminal {
  private(set) var rows: [String] = [""]
  private var row = 0
  private var column = 0

  init(_ bytes: [UInt8]) {
    var scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)[...]
    while let scalar = scalars.popFirst() {
      switch scalar {
      case "\r": column = 0
      case "\n":
        row += 1
        if row == rows.count { rows.append("") }
      case "\u{1B}": command(&scalars)
      default: put(scalar)
      }
    }
  }

  private mutating func command(_ scalars: inout ArraySlice<Unicode.Scalar>) {
    guard scalars.popFirst() == "[" else { return }
    var number = ""
    while let scalar = scalars.popFirst() {
      guard scalar.properties.isAlphabetic else {
        number.unicodeScalars.append(scalar)
        continue
      }
      switch scalar {
      case "A": row = max(0, row - (Int(number) ?? 1))
      case "J":
        rows[row] = String(rows[row].prefix(column))
        rows.removeSubrange((row + 1)...)
      default: break
      }
      return
    }
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    var characters = Array(rows[row])
    while characters.count <= column { characters.append(" ") }
    characters[column] = Character(scalar)
    rows[row] = String(characters)
    column += 1
  }
}

/// A pseudoterminal, and all that is written to it.
final class Pseudoterminal {
  let terminal: Int32
  private let controller: Int32

  init(columns: UInt16 = 60, rows: UInt16 = 12) throws {
    var (controller, terminal): (Int32, Int32) = (-1, -1)
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    try #require(openpty(&controller, &terminal, nil, nil, &size) == 0)
    (self.controller, self.terminal) = (controller, terminal)
    // Processes that other tests start meanwhile must not keep it open.
    for descriptor in [controller, terminal] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
  }

  /// Closes the terminal and reads what it got: to its end, or, where a process got hold of it all the same, until nothing
  /// comes any more.
  func output() -> [UInt8] {
    close(terminal)
    defer { close(controller) }
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      var readable = pollfd(fd: controller, events: Int16(POLLIN), revents: 0)
      guard poll(&readable, 1, 500) > 0 else { return result }
      let count = read(controller, &buffer, buffer.count)
      guard count > 0 else { return result }
      result += buffer.prefix(count)
    }
  }
}
