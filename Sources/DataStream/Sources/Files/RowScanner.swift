/// Finds the ends of rows whose fields may hold line feeds in double quotes, as RFC 4180 has them.
///
/// A quote opens a field only where a field begins. Where a quoted field that holds line feeds turns out to be none, since
/// it is never closed, grows too long, or text follows the quote that closes it, the row ends at its first line feed after all: so a stray
/// quote makes its own line malformed, and leaves those that follow.
struct RowScanner {
  private enum Place { case fieldStart, plain, quoted, behindQuote, behindReturn, tooLong }

  private let separator: UInt8
  /// The longest row, in bytes.
  private let limit: Int
  private var place = Place.fieldStart
  /// The first line feed in quotes, as a distance from the row's beginning.
  private var firstLineFeed: Int?

  init(separator: UInt8, limit: Int) {
    self.separator = separator
    self.limit = limit
  }

  /// Looks at the bytes from `scan` on, all those before it have been seen.
  /// - Parameter start: where the row begins.
  /// - Returns: the line feed that ends the row.
  mutating func end(in bytes: UnsafeRawBufferPointer, from scan: Int, row start: Int) -> Int? {
    for index in scan..<bytes.count {
      let byte = bytes[index]
      // Only its own end may stand where the longest row ends.
      if index - start >= limit, byte != 0x0A || place == .quoted {
        if let end = giveUp(row: start) { return end }
        place = .tooLong
      }
      switch place {
      case .quoted:
        if byte == CSVField.quote {
          place = .behindQuote
        } else if byte == 0x0A, firstLineFeed == nil {
          firstLineFeed = index - start
        }
        continue
      case .fieldStart where byte == CSVField.quote, .behindQuote where byte == CSVField.quote:
        // A quote that is written twice opens again what it closed.
        place = .quoted
        continue
      case .behindQuote where byte == 0x0D:
        place = .behindReturn
        continue
      case .behindQuote where byte != separator && byte != 0x0A, .behindReturn where byte != 0x0A:
        if let end = giveUp(row: start) { return end }
      default: break
      }
      if byte == 0x0A {
        reset()
        return index
      }
      if place != .tooLong { place = byte == separator ? .fieldStart : .plain }
    }
    return nil
  }

  /// Ends the row at its first line feed if a quote holds one.
  private mutating func giveUp(row start: Int) -> Int? {
    guard let firstLineFeed else { return nil }
    reset()
    return start + firstLineFeed
  }

  /// As ``giveUp(row:)`` if a quote is open where the file ends.
  mutating func giveUpIfOpen(row start: Int) -> Int? { place == .quoted ? giveUp(row: start) : nil }

  /// Gets ready for the next row.
  mutating func reset() {
    place = .fieldStart
    firstLineFeed = nil
  }
}
